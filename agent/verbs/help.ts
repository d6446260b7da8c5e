import { columns, type Page, wrap } from './page.ts'
import type { Flag, Verb } from './verb.ts'

/** How the verbs are typed here. */
export const COMMAND = 'waymark'

/** All verbs, a line each. */
export const helpOf = (verbs: readonly Verb[]): string =>
  [
    `${COMMAND}: which AI coding assistants are on this machine, and what that means here.`,
    '',
    `Usage: ${COMMAND} VERB [flags]`,
    '',
    ...columns(verbs.map(verb => [`  ${verb.name}`, verb.about])),
    '',
    `${COMMAND} VERB --help tells the flags of a verb.`,
  ].join('\n')

/** One verb with its flags. */
export const helpOfVerb = (verb: Verb, page: Page): string => {
  const flags = Object.entries(verb.flags).map(([name, flag]) => [`  --${name}${value(flag)}`, flag.about])
  const widest = Math.max(0, ...flags.map(([flag]) => flag?.length ?? 0)) + 2
  const takes = verb.takes === undefined ? '' : ` [${verb.takes}]`
  return [
    wrap(page, `${COMMAND} ${verb.name}: ${verb.about}${verb.needs === 'agent' ? '; asks the running agent' : ''}`, 2),
    '',
    `Usage: ${COMMAND} ${verb.name}${takes}${flags.length === 0 ? '' : ' [flags]'}`,
    ...(flags.length === 0 ? [] : ['']),
    ...flags.map(([flag = '', about = '']) => `${flag.padEnd(widest)}${wrap(page, about, widest)}`),
  ].join('\n')
}

const value = (flag: Flag): string => {
  if (flag.type === 'boolean') return ''
  return ` ${flag.value}${flag.multiple === true ? '…' : ''}`
}
