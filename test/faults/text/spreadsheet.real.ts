import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { HOSTILE_NAMES } from './hostile-names.ts'
import { startNamedConsole } from './named-console.ts'

/** Cells parted by this character, texts in quotation marks, UTF-8. */
const filter = (separator: ',' | ';'): string => `Text - txt - csv (StarCalc):${separator.charCodeAt(0)},34,76,1`

/** What LibreOffice makes of a CSV: every cell with its text, and the formula that it would calculate. */
const opened = async (csv: string, separator: ',' | ';'): Promise<{ text: string; formula: string | null }[]> => {
  const dir = await mkdtemp(join(tmpdir(), 'waymark-csv-'))
  try {
    await writeFile(join(dir, 'list.csv'), csv)
    const args = ['--headless', '--convert-to', 'fods', `--infilter=${filter(separator)}`, '--outdir', dir]
    await promisify(execFile)('soffice', [...args, join(dir, 'list.csv')], {
      env: { PATH: process.env.PATH, HOME: dir },
    })
    const sheet = await readFile(join(dir, 'list.fods'), 'utf8')
    return [...sheet.matchAll(/<table:table-cell([^>]*)>(.*?)<\/table:table-cell>/gs)].map(
      ([, attributes, content]) => ({
        formula: /table:formula="([^"]*)"/.exec(attributes ?? '')?.[1] ?? null,
        text: plain(content ?? ''),
      }),
    )
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
/** The text of a cell, as a person reads it. */
const plain = (xml: string): string =>
  xml
    .replace(/<text:s(?: text:c="(\d+)")?\/>/g, (_, count) => ' '.repeat(Number(count ?? 1)))
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => ENTITIES[name] ?? '')
    .replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .trim()

test('F56: LibreOffice shows hostile names as text, and calculates nothing', { timeout: 300_000 }, async t => {
  const { url, apiToken, all } = await startNamedConsole(t, null)
  for (const list of ['detections', 'devices'] as const) {
    const answer = await fetch(`${url}/api/v1/${list}.csv`, { headers: { authorization: `Bearer ${apiToken}` } })
    assert.equal(answer.status, 200)
    const csv = Buffer.from(await answer.arrayBuffer()).toString()
    const cells = await opened(csv, ',')
    assert.deepEqual(
      cells.filter(({ formula }) => formula !== null),
      [],
      list,
    )
    // An apostrophe says that what follows is a text; it stays to be seen.
    const bare = (text: string): string => text.replaceAll("'", '').trim()
    const texts = new Set(cells.map(({ text }) => bare(text)))
    for (const { why, shown } of all) assert.ok(texts.has(bare(shown)), `${list}: ${why}: ${shown}`)
    // Where the language of the machine parts cells by semicolons, a name could begin a cell in its midst.
    assert.deepEqual(
      (await opened(csv, ';')).filter(({ formula }) => formula !== null),
      [],
      `${list}, parted by semicolons`,
    )
  }
})

test('F56: the same names would be calculated, had nobody taken care', { timeout: 120_000 }, async () => {
  const careless = HOSTILE_NAMES.map(({ shown }) => `"${shown.replaceAll('"', '""')}"`).join('\r\n')
  const formulas = (await opened(careless, ',')).filter(({ formula }) => formula !== null)
  assert.ok(formulas.length >= 2, JSON.stringify(formulas))
})
