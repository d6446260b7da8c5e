import type { Behavior, ExtensionFamily } from '../../../policies/decide/words.ts'
import type { Indicator, IndicatorOf } from '../../../policies/language/catalog-entry.ts'
import { listed, many } from './count.ts'
import { PLATFORM_WORD } from './verdict.ts'

const EDITORS: Record<ExtensionFamily, string> = {
  vscode: 'VS Code and its relatives',
  jetbrains: 'JetBrains editors',
  zed: 'Zed',
  vim: 'Vim and Neovim',
  chromium: 'Chrome and its relatives',
  firefox: 'Firefox',
}

const BEHAVIOR_WORD: Record<Behavior, (path: string) => string> = {
  'session-file': path => `A running program that writes ${path}`,
  socket: path => `A running program that listens at ${path}`,
  tripwire: path => `A running program that opens ${path}`,
}

const TOLD: { readonly [K in Indicator['kind']]: (indicator: IndicatorOf<K>) => string } = {
  process: ({ name }) => `A program that runs as ${name}`,
  path: ({ path }) => `A program at ${path}`,
  hash: ({ version, platform }) =>
    `The exact file of ${version === undefined ? 'a published release' : `release ${version}`}${platform === undefined ? '' : ` for ${platform}`}`,
  content: ({ texts, atLeast }) =>
    `A program that contains at least ${atLeast} of ${many(texts.length, 'text')} that occur in nothing else`,
  package: ({ ecosystem, name }) =>
    name.endsWith('*')
      ? `A package from ${ecosystem} whose name begins with ${name.slice(0, -1)}`
      : `The package ${name} from ${ecosystem}`,
  extension: ({ family, extension }) => `The extension ${extension} in ${EDITORS[family]}`,
  config: ({ path }) => `Its settings at ${path}`,
  signer: ({ signer }) => `A program signed by ${signer}`,
  behavior: ({ of, path }) => BEHAVIOR_WORD[of](path),
}

const tell = <K extends Indicator['kind']>(kind: K, indicator: IndicatorOf<K>): string => TOLD[kind](indicator)

/** How a tool is recognised, in words. */
export const indicatorWords = (indicator: Indicator): string => {
  const words = tell(indicator.kind, indicator as never)
  const only = indicator.platforms?.map(platform => PLATFORM_WORD[platform])
  return only === undefined || only.length > 2 ? words : `${words}, on ${listed(only)}`
}
