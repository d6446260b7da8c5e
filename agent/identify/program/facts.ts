import { LIMITS } from '../../../protocol/limits.ts'
import { visible } from '../../../protocol/text.ts'
import { HEAD, packerOf } from '../packer.ts'
import { hasLostPayload } from './bun-payload.ts'
import { goBuildOf } from './go-buildinfo.ts'
import { layoutOf } from './layout.ts'
import { type Made, madeOf } from './made.ts'
import { peVersionOf } from './pe-version.ts'
import { type Signer, signerOf } from './signer.ts'
import { orNull, type Source } from './source.ts'

/** What a program file tells of itself by what it is made of. Read, never run. */
export type Facts = {
  readonly signer: Signer | null
  /** The program's own, as its builder wrote it down. */
  readonly version: string | null
  readonly made: Made['by'] | null
  /** The script that such a program begins with, by its name there. */
  readonly entry: string | null
  /** The module that Go built it from, as `go install` is told. */
  readonly module: string | null
  /** What it was packed with: then it holds nothing of what it is. */
  readonly packer: ReturnType<typeof packerOf>
  /** A runtime that finds no way to the script inside any more: what the file holds is not what runs. */
  readonly lost: boolean
}

export const NO_FACTS: Facts = {
  signer: null,
  version: null,
  made: null,
  entry: null,
  module: null,
  packer: null,
  lost: false,
}

/** Of what is no program: none. @throws what reading the file throws. */
export const factsOf = async (file: Source): Promise<Facts> => {
  const layout = await orNull(() => layoutOf(file))
  const packer = packerOf(await file.read(0, Math.min(HEAD, file.size)))
  if (layout === null) return { ...NO_FACTS, packer }
  const lost = (await orNull(() => hasLostPayload(layout))) ?? false
  const made = lost ? null : await madeOf(layout)
  const go = await goBuildOf(layout)
  const told = layout.format === 'pe' ? await peVersionOf(file) : null
  // Until a builder writes words of their own, those of the runtime stand in what is made of it.
  const own = made === null || !RUNTIMES.has(told?.product ?? '')
  const signer = await signerOf(file, layout.format)
  return {
    signer:
      signer === null
        ? null
        : { name: shown(signer.name), team: named(signer.team), identifier: named(signer.identifier) },
    version: named(made?.version ?? plain(go?.version) ?? plain(own ? told?.version : null)),
    made: made?.by ?? null,
    entry: named(made?.entry),
    module: named(go?.module),
    packer,
    lost,
  }
}

const RUNTIMES = new Set(['Bun', 'Deno', 'Node.js'])

const shown = (text: string): string => visible(text, LIMITS.name)
const named = (text: string | null | undefined): string | null => (text ? shown(text) : null)

/** As packages write it: Go's tags begin with a `v`, and Windows has four numbers where people have three. */
const plain = (version: string | null | undefined): string | null =>
  version?.replace(/^v(?=\d)/, '').replace(/^(\d+\.\d+\.\d+)\.0$/, '$1') ?? null
