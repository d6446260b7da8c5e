import path from 'node:path'
import * as z from 'zod'
import { explainIssues } from '../policies/language/explain-issues.ts'
import { locate } from '../policies/language/locate.ts'
import { printFault } from '../policies/language/print-fault.ts'
import { readYaml } from '../policies/language/read-yaml.ts'
import type { TlsFiles } from './tls/files.ts'
import { isLoopback } from './tls/own-names.ts'

export type Settings = {
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
  /** How browsers and agents reach the console; null for the address that it listens on. */
  readonly publicUrl: string | null
  /** Folder of the embedded store. */
  readonly store: string
  /** The company's certificate; null for plain http on this machine alone, and for a certificate of our own elsewhere. */
  readonly tls: TlsFiles | null
}

const LISTEN = /^(\[[0-9a-f:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/

const Listen = z.string().refine(text => Number(LISTEN.exec(text)?.[2] ?? 70_000) <= 65_535, 'an address and a port')
const PublicUrl = z
  .url({ protocol: /^https?$/ })
  .refine(url => new URL(url).pathname === '/', 'an address without a path')
const Path = z.string().min(1).max(4_096)
const Keys = z.strictObject({
  listen: Listen.optional(),
  publicUrl: PublicUrl.optional(),
  store: Path.optional(),
  tls: z.strictObject({ cert: Path.optional(), key: Path.optional() }).optional(),
})
type Keys = z.infer<typeof Keys>
/** As flags and variables name them. */
export type Given = Readonly<Record<'listen' | 'publicUrl' | 'store' | 'tlsCert' | 'tlsKey', string | undefined>>

/** Thrown for a setting that does not hold; says which layer it stands in. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting'
}

const set = (keys: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined))

const checked = (layer: string, { tlsCert, tlsKey, ...rest }: Partial<Given>): Keys => {
  const parsed = Keys.safeParse(set({ ...rest, tls: set({ cert: tlsCert, key: tlsKey }) }))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new BadSetting(`${layer}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'does not fit'}`)
}

const fromFile = (source: { readonly name: string; readonly text: string }): Keys => {
  const yaml = readYaml(source)
  if (yaml.ok && yaml.located.value === null) return {}
  const parsed = yaml.ok ? Keys.safeParse(yaml.located.value) : null
  if (parsed?.success === true) return parsed.data
  const faults = !yaml.ok
    ? yaml.faults
    : locate(explainIssues(Keys, parsed?.error?.issues ?? [], yaml.located), yaml.located)
  throw new BadSetting(`the settings file does not hold\n${faults.map(f => printFault(f, source.text)).join('\n')}`)
}

/**
 * Built-in < file < `WAYMARK_*` < flags.
 * @throws BadSetting.
 */
export const readSettings = (given: {
  readonly flags: Partial<Given>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly file: { readonly name: string; readonly text: string } | null
}): Settings => {
  const { env, file } = given
  const home = env.WAYMARK_HOME
  const layers = [
    file === null ? {} : fromFile(file),
    checked('environment', {
      listen: env.WAYMARK_LISTEN,
      publicUrl: env.WAYMARK_PUBLIC_URL,
      store: env.WAYMARK_STORE,
      tlsCert: env.WAYMARK_TLS_CERT,
      tlsKey: env.WAYMARK_TLS_KEY,
    }),
    checked('flags', given.flags),
  ]
  const last = (get: (keys: Keys) => string | undefined): string | undefined =>
    layers.map(get).findLast(value => value !== undefined)
  const listen = last(keys => keys.listen) ?? '127.0.0.1:8420'
  const store =
    last(keys => keys.store) ?? (home === undefined ? '/var/lib/waymark-console' : path.join(home, 'console'))
  const publicUrl = last(keys => keys.publicUrl)
  const [, bracketed = '', port = ''] = LISTEN.exec(listen) ?? []
  const host = bracketed.replace(/^\[|\]$/g, '')
  const tls = bothOrNone(
    last(keys => keys.tls?.cert),
    last(keys => keys.tls?.key),
  )
  const settings = { host, port: Number(port), publicUrl: publicUrl === undefined ? null : new URL(publicUrl).origin }
  refusePlain({ ...settings, tls })
  return { ...settings, store: path.resolve(store), tls }
}

const bothOrNone = (cert: string | undefined, key: string | undefined): TlsFiles | null => {
  if (cert === undefined && key === undefined) return null
  if (cert === undefined || key === undefined)
    throw new BadSetting(`tls.${cert === undefined ? 'cert' : 'key'}: is missing: tls.cert and tls.key go together`)
  return { cert: path.resolve(cert), key: path.resolve(key) }
}

/** What agents report tells of people: it crosses a network by https or not at all. */
const refusePlain = ({ host, publicUrl, tls }: Pick<Settings, 'host' | 'publicUrl' | 'tls'>): void => {
  if (publicUrl?.startsWith('http:') !== true) return
  if (!isLoopback(new URL(publicUrl).hostname))
    throw new BadSetting(`publicUrl: ${publicUrl}: plain http stays on this machine: write https`)
  if (tls !== null || !isLoopback(host))
    throw new BadSetting(`publicUrl: ${publicUrl}: with these settings the console speaks https alone: write https`)
}
