import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { ListedEntry } from '../../protocol/entry.ts'

/** One number a line; a kill may leave half of the last. */
export const numbers = (file: string): number[] => {
  const text = readFileSync(file, 'utf8')
  return text.slice(0, text.lastIndexOf('\n')).split('\n').map(Number)
}
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
