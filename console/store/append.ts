import { addUp, type Query } from './add-up.ts'
import type { Bulk, BulkIn } from './bulk.ts'
import { following } from './follows.ts'
import { type Appended, AppendRefused, type Arriving, type Batch, type ForIntake } from './for-intake.ts'
import { type Fork, writeFork } from './fork-rows.ts'
import { writeErased } from './gap-rows.ts'
import { type DeviceStanding, markOf, readStanding, type Standing } from './standing.ts'
import type { Db, Tx } from './tables.ts'
import { writeStanding } from './write-down.ts'

/** Entries of many devices and what they add up to, in one transaction. */
export const appendOver = (db: Db, bulkIn: BulkIn): Pick<ForIntake, 'appendMany' | 'appendEntries'> => {
  const appendMany: ForIntake['appendMany'] = batches =>
    db.transaction().execute(async tx => {
      const answers = new Map<Batch, Appended>()
      for (const round of roundsOf(batches))
        for (const [batch, answer] of await append(tx, bulkIn(tx), round)) answers.set(batch, answer)
      return batches.map(batch => answers.get(batch) ?? { is: 'refused', code: 'unknown-device', seq: 0 })
    })
  return {
    appendMany,
    appendEntries: async (device, entries, receivedAt) => {
      const [answer] = await appendMany([{ device, entries, receivedAt }])
      if (answer?.is === 'stored') return answer.head
      throw new AppendRefused(answer?.code ?? 'unknown-device', answer?.seq ?? 0)
    },
  }
}

/** A device comes once a round: its second batch has to see what the first has written. */
const roundsOf = (batches: readonly Batch[]): Batch[][] => {
  const rounds: Batch[][] = []
  const turns = new Map<string, number>()
  for (const batch of batches) {
    const turn = turns.get(batch.device) ?? 0
    turns.set(batch.device, turn + 1)
    const round = rounds[turn]
    if (round === undefined) rounds[turn] = [batch]
    else round.push(batch)
  }
  return rounds
}

const append = async (tx: Tx, bulk: Bulk, batches: readonly Batch[]): Promise<[Batch, Appended][]> => {
  const standing = await readStanding(tx, bulk, batches)
  const held = await hashesHeld(bulk, standing, batches)
  const rows: EntryRow[] = []
  const queries: Query[] = []
  const answers = batches.map((batch): [Batch, Appended] => [
    batch,
    take(standing, batch, seq => held.get(keyOf(batch.device, seq)) ?? '', rows, queries),
  ])
  await bulk.add('entry', COLUMNS, rows)
  await writeStanding(bulk, standing)
  for (const query of queries) await query(tx)
  return answers
}

/** Judges one batch, and adds it up where it is taken. One that is refused leaves nothing behind but word of a fork. */
const take = (
  standing: Standing,
  { device: id, entries, receivedAt }: Batch,
  held: (seq: number) => string,
  rows: EntryRow[],
  queries: Query[],
): Appended => {
  const device = standing.devices.get(id)
  const first = entries[0]
  if (device === undefined || first === undefined)
    return { is: 'refused', code: 'unknown-device', seq: first?.seq ?? 0 }
  if (device.state === 'revoked' || device.state === 'replaced')
    return { is: 'refused', code: 'revoked', seq: first.seq }
  const mark = markOf(device, first.epoch)
  const followed = following(mark, entries, held)
  if (followed.is === 'refused') return followed
  if (followed.is === 'fork') {
    const { epoch, seq, hash } = followed.entry
    queries.push(forked({ device: id, epoch, seq, held: followed.held, sent: hash, at: receivedAt }))
    return { is: 'refused', code: 'fork', seq }
  }
  device.lastSeen = Math.max(device.lastSeen, receivedAt)
  const last = followed.fresh.at(-1)
  if (last === undefined) return { is: 'stored', head: { epoch: first.epoch, seq: mark.seq, hash: mark.hash } }
  const { epoch, seq, hash } = last
  device.epoch = epoch
  device.marks.set(epoch, { place: mark.place, seq, hash })
  const later = (query: Query): void => void queries.push(query)
  const arrival = { standing, device, place: mark.place, at: receivedAt, later }
  for (const entry of followed.fresh) {
    rows.push(rowOf(device, mark.place, entry, receivedAt))
    if (entry.report !== null) addUp(arrival, entry.report)
  }
  for (const [from, to] of erasedIn(followed.fresh))
    later(tx => writeErased(tx, id, { epoch, first: from, last: to, at: receivedAt }))
  return { is: 'stored', head: { epoch, seq, hash } }
}

/** @returns the first and the last seq of each run of entries without a body. */
const erasedIn = (entries: readonly Arriving[]): [number, number][] => {
  const runs: [number, number][] = []
  for (const { seq, report } of entries) {
    const run = runs.at(-1)
    if (report !== null) continue
    if (run !== undefined && run[1] === seq - 1) run[1] = seq
    else runs.push([seq, seq])
  }
  return runs
}

const keyOf = (device: string, seq: number): string => `${device} ${seq}`

/** The hashes of those entries that came before and come again. */
const hashesHeld = async (
  bulk: Bulk,
  { devices }: Standing,
  batches: readonly Batch[],
): Promise<ReadonlyMap<string, string>> => {
  const again = batches.flatMap(({ device: id, entries }) => {
    const device = devices.get(id)
    const epoch = entries[0]?.epoch
    if (device === undefined || epoch === undefined) return []
    const { place, seq: reached } = markOf(device, epoch)
    return entries.filter(({ seq }) => seq <= reached).map(({ seq }) => ({ device: id, place, seq }))
  })
  const held = await bulk.pick('entry', ['device', 'seq', 'hash'], ['device', 'place', 'seq'], again)
  return new Map(held.map(({ device, seq, hash }) => [keyOf(device, seq), hash]))
}

const COLUMNS = [
  'device',
  'place',
  'seq',
  'at',
  'kind',
  'account',
  'body',
  'digest',
  'hash',
  'receivedAt',
  'erasedOn',
] as const

const rowOf = (device: DeviceStanding, place: number, entry: Arriving, receivedAt: number) => ({
  device: device.id,
  place,
  seq: entry.seq,
  // Of what is erased nothing is known but its place.
  at: entry.report?.at ?? receivedAt,
  kind: entry.report?.kind ?? 'erased',
  account: entry.report?.account ?? null,
  body: entry.body,
  digest: entry.digest,
  hash: entry.hash,
  receivedAt,
  erasedOn: entry.report === null ? receivedAt : null,
})
type EntryRow = ReturnType<typeof rowOf>

const forked =
  (fork: Fork): Query =>
  tx =>
    writeFork(tx, fork)
