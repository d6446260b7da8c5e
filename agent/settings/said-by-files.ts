import * as z from 'zod/mini'
import { askWorker } from '../programs.ts'
import { SettingsFile } from './keys.ts'
import { type Said, SettingsFault } from './layer.ts'
import type { NamedText } from './yaml-files.ts'

const PATIENCE = 20_000

const Answer = z.union([
  z.strictObject({ fault: z.string() }),
  z.strictObject({
    said: z.array(z.strictObject({ layer: z.literal('file'), from: z.string(), values: SettingsFile })),
  }),
])
type Answer = { readonly fault: string } | { readonly said: readonly Said[] }

/** @returns what each file says, or the first fault in words. */
const here = async (files: readonly NamedText[]): Promise<Answer> => {
  const { fromFiles } = await import('./file-layer.ts')
  return fromFiles(files)
}

/** Where there can be no child the files are read here: the daemon starts on any machine. */
const aside = async (
  files: readonly NamedText[],
  ask: (files: readonly NamedText[]) => Promise<unknown>,
): Promise<Answer> => {
  try {
    return Answer.parse(await ask(files))
  } catch {
    return here(files)
  }
}

/**
 * One layer's say of each file of `agent.d`.
 * @param where `aside`: YAML takes a megabyte, which a daemon would keep for good; a child reads it and ends.
 * @param ask answers with what `settings-child.ts` sends.
 * @throws SettingsFault for bad YAML, an unknown key or a value that does not fit.
 */
export const saidByFiles = async (
  files: readonly NamedText[],
  where: 'here' | 'aside',
  ask: (files: readonly NamedText[]) => Promise<unknown> = files => askWorker('settings', { files }, PATIENCE),
): Promise<readonly Said[]> => {
  if (files.length === 0) return []
  const answer = where === 'here' ? await here(files) : await aside(files, ask)
  if ('fault' in answer) throw new SettingsFault(answer.fault)
  return answer.said
}
