import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { CHAIN_START, chainFaults } from '../../protocol/chain.ts'
import { LedgerList } from '../../protocol/desk.ts'
import type { ListedEntry } from '../../protocol/entry.ts'
import { answerFirstQuestions, installAssistant } from '../real-assistants.ts'
import { type Pty, startInPty, waitFor } from './pty.ts'
import { type Place, scratchPlace, startWaymark, type Waymark, waymarkVerb } from './waymark.ts'

/** Must-show 5: a console that dies loses nothing and gets nothing twice, and no changed byte goes unseen. */
/** How long the first reading of a file of 378 MB may take, niced on a busy machine, ms. */
const FIRST_READ = 60_000

let place: Place
let waymark: Waymark
let pty: Pty | null = null
before(async () => {
  place = await scratchPlace()
  waymark = await startWaymark(place)
})
after(async () => {
  await pty?.end()
  await waymark?.stop('SIGTERM')
  await place.remove()
})

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
const ledgerHere = async (): Promise<LedgerList> => {
  const { code, stdout, stderr } = await waymarkVerb(place, 'ledger', '--json')
  assert.equal(code, 0, stderr)
  return LedgerList.parse(JSON.parse(stdout))
}
const plain = (entries: readonly ListedEntry[]) =>
  entries.map(({ epoch, seq, at, kind, account, body, digest, hash }) => ({
    epoch,
    seq,
    at,
    kind,
    account,
    body,
    digest,
    hash,
  }))
const seenIn = (entries: readonly ListedEntry[]): string[] =>
  entries.filter(({ kind }) => kind === 'detection-seen').map(({ body }) => JSON.parse(body ?? '{}').detection.id)
const settled = async (): Promise<{ here: LedgerList; there: ListedEntry[] }> => {
  let here = await ledgerHere()
  let there: ListedEntry[] = []
  await waitFor(
    async () => {
      here = await ledgerHere()
      there = await waymark.api.events(waymark.device).catch(() => [])
      return here.head.hash === there.at(-1)?.hash
    },
    30_000,
    500,
  )
  return { here, there }
}

test('a console that is killed while something is found', async t => {
  let before: string[] = []
  await t.test('before it: what the console holds is what the ledger lists', async () => {
    const { here, there } = await settled()
    assert.deepEqual(plain(there), plain(here.entries))
    before = seenIn(there)
  })
  await t.test('the detection arrives exactly once, after it is back', async () => {
    const address = new URL(waymark.url)
    // Whoever has the port first keeps it: the console cannot come back before the detection is written down.
    const squatter = createServer(socket => socket.destroy())
    try {
      const { promise: taken, resolve } = Promise.withResolvers<void>()
      const take = (): Server => squatter.listen(Number(address.port), address.hostname)
      squatter.on('listening', resolve)
      squatter.on('error', () => setTimeout(take, 20))
      process.kill(waymark.pid.console, 'SIGKILL')
      take()
      await taken
      const claude = await installAssistant('claude-code', place.home)
      await answerFirstQuestions(place.home)
      pty = await startInPty(claude.command, [], { home: place.home })
      const running = ({ kind, body }: ListedEntry): boolean =>
        kind.startsWith('detection-') && /"state":"running"/.test(body ?? '')
      const goesOn = await waitFor(async () => (await ledgerHere()).entries.some(running), FIRST_READ, 500)
      assert.ok(goesOn, `the agent goes on alone: ${waymark.told()}`)
    } finally {
      squatter.close()
    }
    const both = await settled()
    assert.ok(both.there.length > 0, waymark.told())
    const news = seenIn(both.there).filter(id => !before.includes(id))
    assert.deepEqual(news, [...new Set(news)], 'none twice')
    assert.ok(news.length > 0)
    const running = await waymark.api.detections('?state=running&tool=claude-code')
    assert.deepEqual(
      running.map(({ id }) => id),
      news.filter(id => running.some(one => one.id === id)),
    )
    assert.equal(running.length, 1)
  })
  await t.test('hash by hash, the console stored what the ledger lists', async t => {
    const { here, there } = await settled()
    t.diagnostic(`${there.length} entries compared`)
    assert.deepEqual(plain(there), plain(here.entries))
    assert.deepEqual(chainFaults(sha256, there, CHAIN_START), [])
  })
  await t.test('a changed byte at the console is named by its seq', async () => {
    const { there } = await settled()
    const at = there.findIndex(({ kind }) => kind === 'detection-seen')
    const body = there[at]?.body ?? ''
    const changed = there.with(at, { ...(there[at] ?? assert.fail()), body: body.replace('banned', 'bannex') })
    assert.deepEqual(chainFaults(sha256, changed, CHAIN_START), [{ seq: there[at]?.seq, fault: 'body' }])
  })
  await t.test('a changed byte on the device is named by its seq', async () => {
    const { there } = await settled()
    const seq = there.find(({ kind }) => kind === 'detection-seen')?.seq ?? assert.fail('none')
    await waymark.stop('SIGTERM')
    const file = new DatabaseSync(join(place.state, 'agent', 'private', 'ledger.db'))
    const guards = file.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all()
    for (const { name } of guards) file.exec(`DROP TRIGGER "${String(name)}"`)
    const { changes } = file.prepare("UPDATE entry SET body = replace(body, 'banned', 'bannex') WHERE seq = ?").run(seq)
    assert.equal(changes, 1)
    file.close()
    waymark = await startWaymark(place)
    const { code, stderr } = await waymarkVerb(place, 'ledger')
    assert.equal(code, 1)
    assert.match(stderr, new RegExp(`seq ${seq}\\b`))
    const status = await waymarkVerb(place, 'status')
    assert.equal(status.code, 1)
    assert.match(status.stdout, new RegExp(`${seq}\\b`))
  })
})
