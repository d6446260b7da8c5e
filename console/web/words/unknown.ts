import type { UnknownAssistant } from '../../api/answers.ts'
import { figure, many } from './count.ts'

/** Assistants that no entry of the catalog names, in words, and as the entry and rule that would name them. */

/** What the link to them says. */
export const unknownBrief = (groups: readonly unknown[]): string =>
  groups.length === 0
    ? 'Nothing else was found.'
    : `${figure(groups.length)} more ${groups.length === 1 ? 'is' : 'are'} not in the catalog.`

export const unknownHeadline = (groups: readonly Pick<UnknownAssistant, 'devices'>[]): string =>
  groups.length === 0
    ? 'Nothing was found that is made as assistants are and is not in the catalog.'
    : `${many(groups.length, 'assistant')} that the catalog does not name, by what ${groups.length === 1 ? 'it is' : 'they are'} made of.`

/** Who published it. @returns `by acme`, or that nobody says so. */
export const byWhom = ({ publisher }: Pick<UnknownAssistant, 'publisher'>): string =>
  publisher === null ? 'publisher not named' : `by ${publisher}`

/** @returns `on 3 devices, running on 1 this hour`. */
export const whereWords = ({ devices, running }: Pick<UnknownAssistant, 'devices' | 'running'>): string =>
  `On ${many(devices, 'device')}, running on ${running === 0 ? 'none' : figure(running)} this hour`

/** An id as policies write it. */
const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '') || 'unnamed'

/** YAML reads every JSON text as itself, whatever a device has put into it. */
const quoted = (text: string, most: number): string => JSON.stringify(text.toWellFormed().slice(0, most))

/** How it can be told again: by the id of the extension, the package, the exact file, or else by its name. */
const indicatorOf = ({ package: name, example }: UnknownAssistant): string => {
  const path = example.path.replaceAll('\\', '/')
  if (example.evidence.some(({ kind }) => kind === 'extension'))
    return `{ id: extension, kind: extension, strength: strong, family: vscode, extension: ${quoted(name.toLowerCase(), 128)} }`
  const ecosystem = path.includes('/node_modules/')
    ? 'npm'
    : /\/(site-packages|pipx\/venvs|uv\/tools)\//.test(path)
      ? 'pip'
      : null
  // A star would be a pattern: it names others too.
  if (ecosystem !== null && !name.includes('*'))
    return `{ id: package, kind: package, strength: strong, ecosystem: ${ecosystem}, name: ${quoted(name, 214)} }`
  if (example.sha256 !== undefined) return `{ id: file, kind: hash, strength: conclusive, sha256: "${example.sha256}" }`
  return `{ id: name, kind: process, strength: weak, name: ${quoted(name.replace(/\.exe$/i, '').replaceAll(/[/*\\]/g, '-'), 64)} }`
}

const QUESTIONS = ['hosting', 'prompts', 'context', 'place', 'selfHosted'] as const

/**
 * What a policy needs to name it: an entry in `overlay`, and a rule. The rule allows: whoever copies it and does not
 * read it harms nobody.
 */
export const policyFor = (group: UnknownAssistant): string => {
  const id = slugOf(group.package)
  return `overlay:
  - tool: ${id}
    name: ${quoted(group.package, 80)}
    product: ${id}
    category: ${group.example.category}
    vendor: ${quoted(group.publisher ?? 'not known', 80)}
    about: Found here before the catalog knew it.
    indicators:
      - ${indicatorOf(group)}
    dossier:
${QUESTIONS.map(question => `      ${question}: { answer: Not established., status: unknown }`).join('\n')}
rules:
  - id: ${id}
    match: { tools: [${id}] }
    verdict: allowed # or banned, with stages
`
}
