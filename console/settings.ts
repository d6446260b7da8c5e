import path from 'node:path'
import * as z from 'zod'
import { explainIssues } from '../policies/language/explain-issues.ts'
import { locate } from '../policies/language/locate.ts'
import { printFault } from '../policies/language/print-fault.ts'
import { readYaml } from '../policies/language/read-yaml.ts'

export type Settings = {
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
  /** How browsers and agents reach the console; null for the address that it listens on. */
  readonly publicUrl: string | null
  /** Folder of the embedded store. */
  readonly store: string
}

const LISTEN = /^(\[[0-9a-f:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/

const Listen = z.string().refine(text => Number(LISTEN.exec(text)?.[2] ?? 70_000) <= 65_535, 'an address and a port')
const PublicUrl = z
  .url({ protocol: /^https?$/ })
  .refine(url => new URL(url).pathname === '/', 'an address without a path')
const Keys = z.strictObject({
  listen: Listen.optional(),
  publicUrl: PublicUrl.optional(),
  store: z.string().min(1).max(4_096).optional(),
})
type Keys = z.infer<typeof Keys>

/** Thrown for a setting that does not hold; says which layer it stands in. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting'
}

const checked = (layer: string, keys: Record<string, string | undefined>): Keys => {
  const given = Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined))
  const parsed = Keys.safeParse(given)
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
  readonly flags: Readonly<Record<string, string | undefined>>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly file: { readonly name: string; readonly text: string } | null
}): Settings => {
  const { env, file } = given
  const home = env.WAYMARK_HOME
  const layers = [
    file === null ? {} : fromFile(file),
    checked('environment', { listen: env.WAYMARK_LISTEN, publicUrl: env.WAYMARK_PUBLIC_URL, store: env.WAYMARK_STORE }),
    checked('flags', given.flags),
  ]
  const last = (key: keyof Keys): string | undefined => layers.findLast(layer => layer[key] !== undefined)?.[key]
  const listen = last('listen') ?? '127.0.0.1:8420'
  const store = last('store') ?? (home === undefined ? '/var/lib/waymark-console' : path.join(home, 'console'))
  const publicUrl = last('publicUrl')
  const [, host = '', port = ''] = LISTEN.exec(listen) ?? []
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port),
    publicUrl: publicUrl === undefined ? null : new URL(publicUrl).origin,
    store: path.resolve(store),
  }
}
