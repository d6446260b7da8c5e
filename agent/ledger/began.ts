import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Head } from '../../protocol/entry.ts'
import type { Report } from '../../protocol/report.ts'
import { codeOf } from './code-of.ts'

/** Why this file is not the one before. `setAside` is where a damaged one was moved to, `damage` what was wrong. */
export type Began = {
  readonly why: Extract<Report, { kind: 'ledger-began' }>['why']
  readonly before: Head | null
  readonly setAside: string | null
  readonly damage: string | null
}

const sideFile = (dir: string): string => path.join(dir, 'ledger.head')

/**
 * A small file beside the ledger that says where it stood, so that a lost ledger's end is known to the one after it.
 * Written at the beginning, with each acknowledgement and at the close: it may lag behind, as on a full disk; it never
 * runs ahead.
 */
export const writeSideHead = (dir: string, head: Head): void => {
  const fresh = `${sideFile(dir)}.new`
  try {
    rmSync(fresh, { force: true })
    writeFileSync(fresh, `${JSON.stringify(head)}\n`, { mode: 0o600, flag: 'wx' })
    renameSync(fresh, sideFile(dir))
  } catch {
    // The one before stands.
  }
}

/** @returns null where there is none, or none that can be read. */
export const readSideHead = (dir: string): Head | null => {
  try {
    const head = Head.safeParse(JSON.parse(readFileSync(sideFile(dir), 'utf8')))
    return head.success ? head.data : null
  } catch {
    return null
  }
}

/** Moves a damaged file and its log to a dated name. Never deletes. @returns the new name. */
export const setAside = (file: string, now: number): string => {
  const day = new Date(now).toISOString().replace(/[:.]/g, '-')
  const aside = `${file.replace(/\.db$/, '')}.damaged-${day}.db`
  for (const end of ['', '-wal', '-shm']) {
    try {
      renameSync(file + end, aside + end)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error
    }
  }
  return aside
}
