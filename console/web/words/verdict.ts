import type { Category, Platform, Response, State, Verdict } from '../../../policies/decide/words.ts'

export const VERDICT_WORD: Record<Verdict, string> = {
  banned: 'Banned',
  unreviewed: 'Unreviewed',
  allowed: 'Allowed',
  sanctioned: 'Sanctioned',
}

/** The worst first: the order in which lists and chips name them. */
export const VERDICT_ORDER: readonly Verdict[] = ['banned', 'unreviewed', 'allowed', 'sanctioned']

export const VERDICT_MEANS: Record<Verdict, string> = {
  banned: 'Not to be used. People are told, and given time.',
  unreviewed: 'Nobody has decided on it yet.',
  allowed: 'May be used.',
  sanctioned: 'What the company offers instead.',
}

export const STATE_WORD: Record<State, string> = {
  running: 'Running',
  present: 'Installed',
  trace: 'Traces only',
  gone: 'Gone',
}

export const RESPONSE_WORD: Record<Response, string> = {
  observe: 'Observed only',
  notify: 'Notice',
  warn: 'Warning',
  block: 'Block',
}

export const CATEGORY_WORD: Record<Category, string> = {
  cli: 'Command line',
  extension: 'Editor extension',
  ide: 'Editor',
  desktop: 'Desktop app',
  server: 'Local server',
}

export const PLATFORM_WORD: Record<Platform, string> = { linux: 'Linux', macos: 'macOS', windows: 'Windows' }
