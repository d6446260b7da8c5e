import { madeByBun } from './bun.ts'
import { madeByDeno } from './deno.ts'
import type { Layout } from './layout.ts'
import { madeByNode } from './node-sea.ts'
import { madeByPyinstaller } from './pyinstaller.ts'

export const MAKERS = ['bun', 'deno', 'node', 'pyinstaller'] as const
/** A program that is a runtime with a script inside: by which tool, which file it begins with, and what version that tells. */
export type Made = {
  readonly by: (typeof MAKERS)[number]
  readonly entry: string | null
  readonly version: string | null
}

export const madeOf = async (layout: Layout): Promise<Made | null> => {
  for (const madeBy of [madeByBun, madeByNode, madeByDeno, madeByPyinstaller]) {
    const made = await madeBy(layout)
    if (made !== null) return made
  }
  return null
}
