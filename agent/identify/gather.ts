import { conclude } from '../../policies/decide/conclude.ts'
import { type Evidence, type IndicatorKind, STRENGTHS } from '../../policies/decide/words.ts'
import type { Finding } from './finding.ts'
import { isBehavior, isConfig, isNamesOnly, type Sign } from './sign.ts'

/**
 * Signs -> findings: one for each tool, account and install. The same signs in another order give the same findings,
 * for a change of a finding is told to people.
 */
export const gather = (all: readonly Sign[]): Finding[] => {
  const signs = joined(all)
  const configs = Map.groupBy(
    signs.filter(sign => isConfig(sign)),
    whose,
  )
  const installs = Map.groupBy(
    signs.filter(sign => !isConfig(sign)),
    sign => `${whose(sign)}\0${sign.install}`,
  )
  const found = [...installs.values()].filter(group => !group.every(isNamesOnly))
  const findings = found.map(group => merge(group, configs.get(whose(group[0] as Sign)) ?? []))
  const placed = new Set(findings.map(whose))
  const named = findings.filter(finding => !isNameless(finding) && conclude(finding.evidence).is === 'detection')
  const traces = [...configs].flatMap(([key, group]) => (placed.has(key) ? [] : [merge(group, [])]))
  // What a process did may name it after its content did not: then it is that, and no unknown assistant as well.
  const told = findings.filter(finding => !isNameless(finding) || !named.some(other => isOf(other, finding)))
  return [...told, ...traces].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
}

/** Of an assistant that no entry names. */
const isNameless = ({ origin }: Finding): boolean => origin !== undefined

const isOf = (one: Finding, other: Finding): boolean =>
  one.account === other.account &&
  (one.install === other.install ||
    (one.process !== null && one.process.pid === other.process?.pid && one.process.started === other.process.started))

/**
 * What a process did belongs to the install that the same process runs by its other signs: what it proves itself to be
 * by content may be its program, while the script that it was given says nothing.
 */
const joined = (signs: readonly Sign[]): Sign[] => {
  const runs = (sign: Sign): string => `${whose(sign)}\0${sign.process?.pid}\0${sign.process?.started}`
  const proved = Map.groupBy(
    signs.filter(sign => sign.process !== null && !isBehavior(sign) && !isNamesOnly(sign) && !isConfig(sign)),
    runs,
  )
  return signs.map(sign => {
    const others = isBehavior(sign) ? (proved.get(runs(sign)) ?? []) : []
    if (others.length === 0 || others.some(({ install }) => install === sign.install)) return sign
    const [first = sign] = [...others].sort((a, b) => (a.install < b.install ? -1 : 1))
    return { ...sign, install: first.install, version: first.version, inside: first.inside }
  })
}

const whose = ({ tool, account }: Pick<Sign, 'tool' | 'account'>): string => `${tool}\0${account ?? ''}`
const orderOf = (finding: Finding): string => `${whose(finding)}\0${finding.install}`

const merge = (group: readonly Sign[], configs: readonly Sign[]): Finding => {
  const [first] = [...group].sort((a, b) => (a.install < b.install ? -1 : 1)) as [Sign]
  const running = group.filter(sign => sign.process !== null).sort(byStart)
  const inside = group.filter(sign => sign.evidence.some(({ kind }) => kind === 'content' || kind === 'hash'))
  const origin = firstOf(group, sign => sign.origin ?? null)
  const signer = firstOf([...running, ...inside, ...group], sign => sign.signer ?? null)
  const hashed = group.filter(sign => sign.evidence.some(({ kind }) => kind === 'hash'))
  return {
    tool: first.tool,
    account: first.account,
    install: first.install,
    version: firstOf([...hashed, ...group], sign => sign.version),
    inside: firstOf(group, sign => sign.inside),
    ...(origin === null ? {} : { origin }),
    sha256: firstOf([...running, ...inside, ...group], sign => sign.sha256),
    ...(signer === null ? {} : { signer }),
    process: running[0]?.process ?? null,
    evidence: together([...group, ...configs].flatMap(sign => sign.evidence)),
  }
}

const firstOf = <T>(signs: readonly Sign[], get: (sign: Sign) => T | null): T | null =>
  signs.map(get).find(value => value !== null) ?? null

const byStart = (a: Sign, b: Sign): number =>
  (a.process?.started ?? 0) - (b.process?.started ?? 0) || (a.process?.pid ?? 0) - (b.process?.pid ?? 0)

/** What says most to a person comes first. */
const ORDER: { readonly [K in IndicatorKind]: number } = {
  package: 0,
  extension: 1,
  content: 2,
  hash: 3,
  signer: 4,
  path: 5,
  process: 6,
  behavior: 7,
  config: 8,
}

const together = (all: readonly Evidence[]): Evidence[] => {
  const best = new Map<string, Evidence>()
  for (const evidence of all) {
    const before = best.get(evidence.indicator)
    if (before === undefined || saysMore(evidence, before)) best.set(evidence.indicator, evidence)
  }
  return [...best.values()].sort(
    (a, b) =>
      ORDER[a.kind] - ORDER[b.kind] ||
      STRENGTHS.indexOf(a.strength) - STRENGTHS.indexOf(b.strength) ||
      (a.indicator < b.indicator ? -1 : 1),
  )
}

/** More texts say more; otherwise any of two will do, if it is always the same. */
const saysMore = (a: Evidence, b: Evidence): boolean => {
  const [more, less] = [Number.parseInt(a.matched, 10), Number.parseInt(b.matched, 10)]
  return a.kind === 'content' && more !== less ? more > less : a.matched < b.matched
}
