import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import * as z from 'zod'
import { plantCanaries } from './canaries.ts'
import { plantOthers } from './others.ts'

const AGENT = path.join(import.meta.dirname, '../../agent/cli.ts')
const ZONES = [
  'UTC',
  'Asia/Shanghai',
  'Asia/Urumqi',
  'Asia/Hong_Kong',
  'Asia/Tehran',
  'America/New_York',
  'America/Los_Angeles',
  'America/Sao_Paulo',
  'Europe/Berlin',
  'Europe/Moscow',
  'Africa/Cairo',
  'Pacific/Kiritimati',
]
const LOCALES = [
  'C.UTF-8',
  'en_US.UTF-8',
  'zh_CN.UTF-8',
  'zh_TW.UTF-8',
  'fa_IR.UTF-8',
  'ru_RU.UTF-8',
  'de_DE.UTF-8',
  'tr_TR.UTF-8',
]

let dir = ''
after(async () => {
  if (dir !== '') await rm(dir, { recursive: true, force: true })
})

/** Each zone and each locale, all of them in another pair; the addresses of the machine are none of its arguments. */
test('P6: what a scan reports is the same in twelve time zones and eight locales', async t => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-place-')))
  const home = path.join(dir, 'home')
  await mkdir(home)
  await plantCanaries(home)
  await plantOthers(home, 20)
  const scan = async (zone: string, locale: string): Promise<string> => {
    const env = {
      PATH: process.env.PATH,
      HOME: dir,
      WAYMARK_HOME: path.join(dir, 'state'),
      TZ: zone,
      LANG: locale,
      LC_ALL: locale,
    }
    const ran = promisify(execFile)(process.execPath, [AGENT, 'scan', '--json', '--home', home], {
      env,
      timeout: 120_000,
    })
    const { stdout } = await ran.catch(error => z.object({ code: z.literal(1), stdout: z.string() }).parse(error))
    return withoutTime(stdout)
  }
  const first = await scan('UTC', 'C.UTF-8')
  assert.match(first, /claude-code/)
  for (const [i, zone] of ZONES.entries())
    assert.equal(await scan(zone, LOCALES[(i + 1) % LOCALES.length] ?? ''), first, zone)
  t.diagnostic(`${first.length} bytes, ${ZONES.length} pairs`)
})

/** It was run at another moment. */
const withoutTime = (json: string): string => json.replaceAll(/"(firstSeen|lastSeen|at)": ?\d+/g, '"$1":0')
