import { createHash } from 'node:crypto'
import { CHAIN_START, chainHash } from '../../protocol/chain.ts'
import { addUp } from './add-up.ts'
import { AppendRefused, type ForIntake, type Head, type Incoming, type RefusalCode } from './for-intake.ts'
import type { Db, Tx } from './tables.ts'

type Refused = { readonly refused: RefusalCode; readonly seq: number }
type Mark = { readonly place: number; readonly seq: number; readonly hash: string }

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Entries and what they add up to, in one transaction. */
export const appendOver =
  (db: Db): ForIntake['appendEntries'] =>
  async (device, entries, receivedAt) => {
    const result = await db.transaction().execute(tx => append(tx, device, entries, receivedAt))
    if ('refused' in result) throw new AppendRefused(result.refused, result.seq)
    return result
  }

const append = async (tx: Tx, device: string, entries: readonly Incoming[], at: number): Promise<Head | Refused> => {
  const first = entries[0]
  const known = await tx.selectFrom('device').select('id').where('id', '=', device).executeTakeFirst()
  if (known === undefined || first === undefined) return { refused: 'unknown-device', seq: first?.seq ?? 0 }
  const mark = await markOf(tx, device, first.epoch)
  const fresh = entries.filter(entry => entry.seq > mark.seq)
  const refused = (await repeated(tx, device, mark, entries, at)) ?? (await broken(tx, device, mark, entries, at))
  if (refused !== null) return refused
  const last = fresh.at(-1)
  await tx.updateTable('device').set({ lastSeen: at }).where('id', '=', device).where('lastSeen', '<', at).execute()
  if (last === undefined) return { epoch: first.epoch, seq: mark.seq, hash: mark.hash }
  await tx
    .insertInto('entry')
    .values(
      fresh.map(({ report, body, digest, hash, seq }) => ({
        device,
        place: mark.place,
        seq,
        at: report.at,
        kind: report.kind,
        account: report.account ?? null,
        body,
        digest,
        hash,
        receivedAt: at,
      })),
    )
    .execute()
  const { epoch, seq, hash } = last
  await tx
    .insertInto('ledgerHead')
    .values({ device, epoch, place: mark.place, seq, hash })
    .onConflict(c => c.columns(['device', 'epoch']).doUpdateSet({ seq, hash }))
    .execute()
  await tx.updateTable('device').set({ epoch }).where('id', '=', device).execute()
  for (const { report } of fresh) await addUp(tx, { device, place: mark.place, at }, report)
  return { epoch, seq, hash }
}

const markOf = async (tx: Tx, device: string, epoch: string): Promise<Mark> => {
  const heads = await tx.selectFrom('ledgerHead').selectAll().where('device', '=', device).execute()
  return (
    heads.find(head => head.epoch === epoch) ?? {
      place: Math.max(0, ...heads.map(head => head.place)) + 1,
      seq: 0,
      hash: CHAIN_START,
    }
  )
}

/** What is stored already has to be the same: another hash is a fork. */
const repeated = async (
  tx: Tx,
  device: string,
  mark: Mark,
  entries: readonly Incoming[],
  at: number,
): Promise<Refused | null> => {
  const again = entries.filter(entry => entry.seq <= mark.seq)
  if (again.length === 0) return null
  const held = await tx
    .selectFrom('entry')
    .select(['seq', 'hash'])
    .where('device', '=', device)
    .where('place', '=', mark.place)
    .where(
      'seq',
      'in',
      again.map(entry => entry.seq),
    )
    .execute()
  const hashes = new Map(held.map(row => [row.seq, row.hash]))
  const other = again.find(entry => hashes.get(entry.seq) !== entry.hash)
  if (other === undefined) return null
  return await forked(tx, device, other, hashes.get(other.seq) ?? '', at)
}

/** What is new has to follow: by seq, by its own digest, by the hash before it. */
const broken = async (
  tx: Tx,
  device: string,
  mark: Mark,
  entries: readonly Incoming[],
  at: number,
): Promise<Refused | null> => {
  const epoch = entries[0]?.epoch
  let { seq, hash } = mark
  for (const entry of entries.filter(e => e.seq > mark.seq)) {
    if (entry.epoch !== epoch || entry.seq !== seq + 1) return { refused: 'out-of-order', seq: seq + 1 }
    if (sha256(entry.body) !== entry.digest) return { refused: 'broken-chain', seq: entry.seq }
    if (chainHash(sha256, hash, entry) !== entry.hash) {
      // The first one that does not follow what is held was chained to another entry than ours.
      if (seq === mark.seq && seq > 0) return await forked(tx, device, entry, hash, at)
      return { refused: 'broken-chain', seq: entry.seq }
    }
    seq = entry.seq
    hash = entry.hash
  }
  return null
}

const forked = async (tx: Tx, device: string, entry: Incoming, held: string, at: number): Promise<Refused> => {
  const { epoch, seq, hash } = entry
  await tx
    .insertInto('fork')
    .values({ device, epoch, seq, held, sent: hash, at })
    .onConflict(c => c.columns(['device', 'epoch', 'seq']).doNothing())
    .execute()
  return { refused: 'fork', seq }
}
