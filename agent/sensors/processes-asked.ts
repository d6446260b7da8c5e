import type { ChildProcess } from 'node:child_process'
import type { Platform } from '../../policies/decide/words.ts'
import { startWorker } from '../programs.ts'
import type { ProcessOptions, ProcessSensor } from './processes.ts'
import { toldWalk } from './processes-told.ts'
import { sensorOf } from './walks.ts'

/** Starting PowerShell or ps costs a tenth of a second of work, so the rest between two walks is longer. */
const EVERY = 5_000
const PATIENCE = 30_000

/** Keeps one child that answers each question with the list of processes; a child that ended is started anew. */
export const asker = (start: () => ChildProcess): (() => Promise<unknown>) => {
  let child: ChildProcess | null = null
  return async () => {
    if (child === null) {
      child = start()
      // Neither the child nor its channel keeps us running: between two questions nobody waits for it.
      child.unref()
      child.channel?.unref()
    }
    const asked = child
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const ended = (): void => reject(new Error('the process list ended without an answer'))
    const timer = setTimeout(() => {
      reject(new Error(`the process list took longer than ${PATIENCE} ms`))
    }, PATIENCE)
    asked.once('message', resolve).once('exit', ended).once('error', ended)
    asked.send({}, error => error !== null && ended())
    try {
      return await promise
    } catch (error) {
      child = null
      asked.kill('SIGKILL')
      throw error
    } finally {
      clearTimeout(timer)
      asked.off('message', resolve).off('exit', ended).off('error', ended)
    }
  }
}

/** The sensor for platforms without /proc. */
export const openAsked = (platform: Platform, { every = EVERY }: ProcessOptions = {}): ProcessSensor =>
  sensorOf(
    toldWalk(
      platform,
      asker(() => startWorker('processes')),
    ),
    every,
  )
