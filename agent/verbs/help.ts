import { hanging } from './hanging.ts'
import { type Page, wrap } from './page.ts'
import type { Flag, Verb } from './verb.ts'

/** How the verbs are typed here. */
export const COMMAND = 'waymark'

/** All verbs, a line each. */
export const helpOf = (verbs: readonly Verb[], page: Page): string =>
  [
    wrap(page, `${COMMAND}: which AI coding assistants are on this machine, and what that means here.`),
    '',
    `Usage: ${COMMAND} VERB [flags]`,
    '',
    ...inColumns(
      page,
      verbs.map(({ name, about }) => [name, about]),
    ),
    '',
    `${COMMAND} VERB --help tells the flags of a verb.`,
  ].join('\n')

const inColumns = (page: Page, rows: readonly (readonly [string, string])[]): string[] => {
  const widest = Math.max(0, ...rows.map(([left]) => left.length)) + 4
  return rows.map(([left, right]) => hanging(page, `  ${left}`.padEnd(widest), right))
}

/** One verb with its flags. */
export const helpOfVerb = (verb: Verb, page: Page): string => {
  const flags = Object.entries(verb.flags).map(([name, flag]) => [`--${name}${value(flag)}`, flag.about] as const)
  const takes = verb.takes === undefined ? '' : ` [${verb.takes}]`
  return [
    wrap(page, `${COMMAND} ${verb.name}: ${verb.about}${verb.needs === 'agent' ? '; asks the running agent' : ''}`, 2),
    '',
    `Usage: ${COMMAND} ${verb.name}${takes}${flags.length === 0 ? '' : ' [flags]'}`,
    ...(flags.length === 0 ? [] : ['']),
    ...inColumns(page, flags),
  ].join('\n')
}

const value = (flag: Flag): string => {
  if (flag.type === 'boolean') return ''
  return ` ${flag.value}${flag.multiple === true ? '…' : ''}`
}
