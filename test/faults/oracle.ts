import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { ListedEntry } from '../../protocol/entry.ts'

/** A line of a producer's log; `n` is the event, or of `acknowledged` the seq. Instants are ms since the Unix epoch. */
type Line = { readonly n: number; readonly seq: number; readonly at: number }

/** None where nothing happened yet; a kill may leave half of the last line. */
const linesOf = (file: string): Line[] => {
  if (!existsSync(file)) return []
  const text = readFileSync(file, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n'))
  return whole.split('\n').map(line => {
    const [n = 0, seq = 0, at = 0] = line.split(' ').map(Number)
    return { n, seq, at }
  })
}
export const numbers = (file: string): number[] => linesOf(file).map(({ n }) => n)
export const most = (list: readonly number[]): number => list.reduce((a, b) => Math.max(a, b), 0)

/** All that the console answers of a device's ledger. */
export const held = async (url: string, apiToken: string, device: string): Promise<ListedEntry[]> => {
  const items: ListedEntry[] = []
  let cursor = ''
  for (;;) {
    const query = `device=${device}&limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`
    const response = await fetch(`${url}/api/v1/events?${query}`, { headers: { authorization: `Bearer ${apiToken}` } })
    assert.equal(response.status, 200)
    const page = (await response.json()) as { items: ListedEntry[]; next: string | null }
    items.push(...page.items)
    if (page.next === null) return items
    cursor = encodeURIComponent(page.next)
  }
}

/** @returns how often each event of a producer stands there, by its number. */
export const eventsIn = (entries: readonly ListedEntry[]): Map<number, number> => {
  const times = new Map<number, number>()
  for (const { body } of entries) {
    const n = Number(/"condition":"event-(\d+)"/.exec(body ?? '')?.[1])
    if (!Number.isNaN(n)) times.set(n, (times.get(n) ?? 0) + 1)
  }
  return times
}

/**
 * Once a producer has drained and ended: the console holds its ledger, hash by hash, and that holds each event that was
 * kept, once, and none that nobody meant. @returns how many events were kept.
 */
export const nothingLostNothingTwice = (stored: readonly ListedEntry[], stateDir: string): number => {
  const ledger = JSON.parse(readFileSync(path.join(stateDir, 'ledger.json'), 'utf8'))
  assert.deepEqual({ depth: ledger.depth, faults: ledger.faults }, { depth: 0, faults: [] })
  const seen = ({ epoch, seq, digest, hash, body }: ListedEntry): string => [epoch, seq, digest, hash, body].join(' ')
  assert.deepEqual(stored.map(seen), ledger.entries.map(seen))

  const times = eventsIn(stored)
  const [meant, kept] = [new Set(numbers(path.join(stateDir, 'meant'))), numbers(path.join(stateDir, 'kept'))]
  assert.deepEqual(
    {
      lost: kept.filter(n => !times.has(n)),
      twice: [...times].filter(([, count]) => count > 1),
      unmeant: [...times.keys()].filter(n => !meant.has(n)),
    },
    { lost: [], twice: [], unmeant: [] },
  )
  return kept.length
}

/** @returns of each event kept from `from` to `to` how long it was until it was acknowledged, ms, in order of length. */
export const latencies = (stateDir: string, from = 0, to = Number.POSITIVE_INFINITY): number[] => {
  const acknowledged = linesOf(path.join(stateDir, 'acknowledged'))
  let next = 0
  return linesOf(path.join(stateDir, 'kept'))
    .filter(({ at }) => at >= from && at < to)
    .flatMap(({ seq, at }) => {
      while (next < acknowledged.length && (acknowledged[next]?.n ?? 0) < seq) next++
      const heard = acknowledged[next]
      return heard === undefined ? [] : [heard.at - at]
    })
    .sort((a, b) => a - b)
}

/** @param sorted ascending. @param q 0 to 1. */
export const quantile = (sorted: readonly number[], q: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN)
