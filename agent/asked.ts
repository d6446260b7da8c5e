import { createHash } from 'node:crypto'
import { type BigIntStats, lstatSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { noneKeepsWaiting } from './kept-waiting.ts'
import { isNear } from './near.ts'
import { faultOf } from './open-file.ts'

/**
 * What a look asked of the disk, so that the next one need only ask whether all is answered as it was: an answer costs
 * 5 to 25 µs, what is read for it 100 and more. `state`: of what bears this name, a link as such. `target`: of what the name
 * leads to. Both change with whatever is written to a file, or made and removed in a folder. `leads`: to which path.
 * `kind`: of what bears the name, and of what it leads to; `program`: which file it leads to, its size and rights.
 */
export type Question = 'state' | 'target' | 'leads' | 'kind' | 'program'

export type Notes = {
  /** Before it is read: what changes meanwhile is answered otherwise the next time. */
  readonly ask: (question: Question, path: string) => Promise<void>
  /** Ends the notes. null where the answers tell nothing of what comes later. */
  readonly kept: () => Kept | null
}

/** @param questions a letter and a path each. @param answers a digest of all of them. @param at ms since the epoch. */
export type Kept = { readonly questions: string; readonly answers: string; readonly at: number }

/** For one look. */
export type Asking = {
  readonly notes: () => Notes
  /** Whether all is answered as it was. */
  readonly unchanged: (kept: Kept) => Promise<boolean>
}

/** What notes nothing. */
export const NO_NOTES: Notes = { ask: async () => {}, kept: () => null }

/** ms. What changed less long before the look may change again and keep its time: there are filesystems that count in seconds. */
const SETTLED = 2_000
/** ms. A look after that is a whole one, whatever the answers: a fault may have gone that no file tells of. */
const HOLDS = 3_600_000
const MOST_QUESTIONS = 100_000
/** Questions before anybody else has a turn: one or two milliseconds. */
const IN_ONE_GO = 128

const LETTERS: Readonly<Record<Question, string>> = { state: 's', target: 't', leads: 'l', kind: 'k', program: 'p' }
/** Most of what is asked for is not there, and an error thrown costs three times as much as the answer. */
const OR_NONE = { bigint: true, throwIfNoEntry: false } as const
/** `''` for what is not there. */
const ANSWERS: Readonly<Record<string, (path: string) => string>> = {
  s: path => stateOf(lstatSync(path, OR_NONE)),
  t: path => stateOf(statSync(path, OR_NONE)),
  l: path => (lstatSync(path, OR_NONE) === undefined ? '' : realpathSync.native(path)),
  k: path => {
    const here = lstatSync(path, OR_NONE)
    const there = here?.isSymbolicLink() ? statSync(path, OR_NONE) : here
    return [here, there].map(each => (each === undefined ? '' : each.mode & FORMAT)).join(' ')
  },
  p: path => {
    const at = statSync(path, OR_NONE)
    return at === undefined ? '' : `${at.dev} ${at.ino} ${at.mode} ${at.size}`
  },
}
const FORMAT = 0o170000n

/** Nobody can set `ctime`: what was put back to its old time and size has another one. */
const stateOf = (at: BigIntStats | undefined): string =>
  at === undefined ? '' : `${at.dev} ${at.ino} ${at.mode} ${at.size} ${at.mtimeNs} ${at.ctimeNs}`

const answerTo = (key: string): string => {
  try {
    return ANSWERS[key.slice(0, 1)]?.(key.slice(1)) ?? ''
  } catch (error) {
    return faultOf(error).fault
  }
}

/**
 * All is asked without giving way, so nothing is asked, and every look is a whole one, where a filesystem is mounted
 * that could keep us waiting: a link may lead there by now. Of others than near ones no state is trusted.
 * @param now ms since the epoch, by the clock of this machine's filesystems.
 */
export const openAsking = (now: () => number): Asking => {
  const answers = new Map<string, string>()
  const begun = now()
  const ask = (key: string): string => {
    const before = answers.get(key)
    if (before !== undefined) return before
    const answer = answerTo(key)
    answers.set(key, answer)
    return answer
  }
  const check = async (kept: Kept): Promise<boolean> => {
    const age = begun - kept.at
    if (age < 0 || age > HOLDS) return false
    const all: string[] = []
    for (const key of kept.questions.split('\0')) {
      if (++inOneGo % IN_ONE_GO === 0) await setImmediate()
      if (!noneKeepsWaiting()) return false
      all.push(ask(key))
    }
    return digestOf(all) === kept.answers
  }
  let checking: Promise<unknown> = Promise.resolve()
  let inOneGo = 0
  return {
    notes: () => {
      const asked = new Set<string>()
      let holds = true
      return {
        ask: async (question, path) => {
          const key = LETTERS[question] + path
          if (!holds || asked.has(key)) return
          holds = asked.size < MOST_QUESTIONS && !path.includes('\0') && noneKeepsWaiting()
          if (!holds) return
          asked.add(key)
          const answer = ask(key)
          if (question === 'state' || question === 'target') holds = (await isSure(path, answer, begun)) && holds
        },
        kept: () => {
          const kept = holds && asked.size > 0
          const all = [...asked]
          holds = false
          asked.clear()
          return kept ? { questions: all.join('\0'), answers: digestOf(all.map(ask)), at: begun } : null
        },
      }
    },
    unchanged: kept => {
      // Side by side they would all have their go in the same turn.
      const checked = checking.then(() => check(kept))
      checking = checked
      return checked
    },
  }
}

/** Whether another state would have another answer, also one that came since the look began. */
const isSure = async (file: string, answer: string, begun: number): Promise<boolean> => {
  const [dev, , mode, , , ctimeNs] = answer.split(' ')
  // What is not there has no time; that it is there by now is another answer.
  if (dev === undefined || ctimeNs === undefined || !/^\d+$/.test(dev)) return true
  const isLink = (BigInt(mode ?? 0) & FORMAT) === LINK
  const changed = Number(BigInt(ctimeNs) / 1_000_000n)
  return begun - changed >= SETTLED && (await isNear(isLink ? path.dirname(file) : file, BigInt(dev)))
}
const LINK = 0o120000n

const digestOf = (answers: readonly string[]): string =>
  createHash('sha256').update(answers.join('\n')).digest('base64')
