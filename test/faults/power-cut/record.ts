import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { readTrace, STRACE, type Step } from './trace.ts'

/** Runs a writer of this folder under strace, a child of our own. @returns what it did to the files of its folder. */
export const record = async (scratch: string, writer: string, rounds: number): Promise<Step[]> => {
  const [folder, marks, trace] = ['files', 'marks', 'trace'].map(name => path.join(scratch, name)) as [
    string,
    string,
    string,
  ]
  await mkdir(folder, { mode: 0o700 })
  const script = path.join(import.meta.dirname, writer)
  const [strace, ...options] = STRACE
  const child = spawn(strace, [...options, '-o', trace, process.execPath, script, folder, marks, String(rounds)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${writer} ended with ${code}`)
  return readTrace(await readFile(trace, 'latin1'), folder, marks)
}
