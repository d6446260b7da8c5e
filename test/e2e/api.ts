import type * as z from 'zod'
import { Detections, Devices, Events } from '../../console/api/answers.ts'
import type { Detection } from '../../protocol/detection.ts'
import type { ListedEntry } from '../../protocol/entry.ts'

/** The console's API, as a script uses it. Each answer is read by the schema that the console publishes. */
export type Api = {
  readonly get: <T extends z.ZodType>(path: string, answer: T) => Promise<z.infer<T>>
  readonly detections: (query?: string) => Promise<Detection[]>
  readonly devices: () => Promise<z.infer<typeof Devices>['items']>
  readonly events: (device: string) => Promise<ListedEntry[]>
}

/** @param token as `npm start --json` prints it. Requests throw Error with the answer when it is not 200. */
export const openApi = (url: string, token: string): Api => {
  const get = async <T extends z.ZodType>(path: string, answer: T): Promise<z.infer<T>> => {
    const response = await fetch(new URL(`/api/v1${path}`, url), {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(10_000),
    })
    const text = await response.text()
    if (response.status !== 200) throw new Error(`GET ${path}: ${response.status}: ${text.slice(0, 400)}`)
    return answer.parse(JSON.parse(text))
  }
  return {
    get,
    detections: async (query = '') => (await get(`/detections${query}`, Detections)).items,
    devices: async () => (await get('/devices', Devices)).items,
    events: async device => (await get(`/events?device=${device}&limit=10000`, Events)).items,
  }
}
