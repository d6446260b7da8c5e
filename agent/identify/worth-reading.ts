import { MOST_BYTES } from './job.ts'

const MIB = 1024 ** 2

/** Below it, a program without a known name is no assistant: the smallest that carries its own runtime is far larger. */
const LEAST_PROGRAM = 8 * MIB
/** The largest script known to us is 33 MB. */
const MOST_SCRIPT = 64 * MIB

/** What makes a file worth a look: it has a name that the catalog knows, or it is the program or script that runs. */
export type Worth = 'known' | 'program' | 'script'

/** Bytes between which a file is read whole. Beyond `most` it is told as not seen. */
export const worthReading: Record<Worth, { readonly least: number; readonly most: number }> = {
  known: { least: 0, most: MOST_BYTES },
  program: { least: LEAST_PROGRAM, most: MOST_BYTES },
  script: { least: 0, most: MOST_SCRIPT },
}
