import { Readable } from 'node:stream'
import { Refusal } from '../refusal.ts'
import type { ForFleet } from '../store/for-fleet.ts'
import type { ForIntake } from '../store/for-intake.ts'
import type { ForReading } from '../store/for-reading.ts'
import type { Key } from '../store/page.ts'
import { type PageAsked, paged } from './cursor.ts'

/** Entries that are read from the store at once. */
const SLICE = 1_000

type Events = Pick<ForReading, 'entries'> & Pick<ForFleet, 'device'> & Pick<ForIntake, 'deviceKey'>

/**
 * What the console holds of a device's ledger, entry by entry, as one list: written while it is read, so that 100,000
 * entries never stand in memory.
 * @throws Refusal `not-found`, `bad-cursor`.
 */
export const listEvents = async (store: Events, query: PageAsked & { readonly device: string }): Promise<Readable> => {
  if ((await store.deviceKey(query.device)) === null)
    throw new Refusal('not-found', 'There is no such device: look it up in the list of devices.')
  const { device, limit } = query
  // The first slice is read before anything is sent, so that a refusal is still a refusal.
  let last: Key | null = null
  const first = await paged('events', { ...query, limit: Math.min(limit, SLICE) }, async ({ device }, asked) => {
    const page = await store.entries(device, asked)
    last = page.next
    return page
  })
  async function* pieces(): AsyncGenerator<string> {
    yield `{"items":[${first.items.map(entry => JSON.stringify(entry)).join(',')}`
    let left = limit - first.items.length
    let { next } = first
    while (left > 0 && last !== null) {
      const asked = { after: last, limit: Math.min(left, SLICE) }
      const page = await paged('events', { device, limit: asked.limit }, async () => {
        const found = await store.entries(device, asked)
        last = found.next
        return found
      })
      yield page.items.map(entry => `,${JSON.stringify(entry)}`).join('')
      left -= page.items.length
      next = page.next
    }
    yield `],"next":${JSON.stringify(next)}}`
  }
  return Readable.from(pieces())
}
