import type { ForAccess } from '../store/for-access.ts'

/** A page asks again with every change, but somebody looks once: one audit row a person and device in this time, ms. */
const ONE_LOOK = 15 * 60_000
const REMEMBERED = 10_000

export type Looks = (who: string, device: string) => Promise<void>

/** Writes down who looked at which device: it is a page about one person's machine. */
export const openLooks = (store: Pick<ForAccess, 'audit'>, now: () => number): Looks => {
  const looks = new Map<string, number>()
  return async (who, device) => {
    const at = now()
    const key = `${who}\n${device}`
    if (at - (looks.get(key) ?? Number.NEGATIVE_INFINITY) < ONE_LOOK) return
    if (looks.size >= REMEMBERED) looks.clear()
    await store.audit({ at, who, action: 'device-viewed', subject: device })
    looks.set(key, at)
  }
}
