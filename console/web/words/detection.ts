import type { Response } from '../../../policies/decide/words.ts'
import type { Detection } from '../../../protocol/detection.ts'
import { away, bothWithHour } from './dates.ts'

/** What people call it: what no entry names goes by its package. */
export const calledIt = ({ name, origin }: Pick<Detection, 'name' | 'origin'>): string => origin?.package ?? name

/** What the policy asks for now. Whether a notice arrived stands in the ledger, never here. */
const NOW: Record<Response, string> = {
  observe: 'It is observed; nobody is told.',
  notify: 'A notice is due, and work goes on.',
  warn: 'A warning is due, with a date by which it has to end.',
  block: 'It no longer starts.',
}

/** What a response does, said of a date to come. */
const THEN: Record<Response, string> = {
  observe: 'it is only observed',
  notify: 'a notice; work goes on',
  warn: 'a warning, with a date by which it has to end',
  block: 'it no longer starts',
}

/** What holds now and what comes, in sentences. `deadline` is the one with a date. */
export const happens = (
  detection: Pick<Detection, 'verdict' | 'state' | 'response' | 'next' | 'exception'>,
  now: number,
  zone?: string,
): { readonly present: string; readonly deadline: string | null } => {
  if (detection.state === 'gone')
    return { present: 'It is gone from the device. Nothing more happens.', deadline: null }
  if (detection.verdict === 'sanctioned' || detection.verdict === 'allowed')
    return { present: 'Nothing. It may be used.', deadline: null }
  if (detection.state === 'trace')
    return { present: 'Nothing. Traces alone are never a reason for a notice.', deadline: null }
  if (detection.exception !== null)
    return { present: `Nothing, while the exception ${detection.exception} lasts.`, deadline: null }
  const present = NOW[detection.response]
  if (detection.next === null) return { present, deadline: null }
  return { present, deadline: `${bothWithHour(detection.next.at, now, zone)}: ${THEN[detection.next.response]}.` }
}

const SHORT: Record<Response, string> = { observe: 'Observed', notify: 'Notice', warn: 'Warning', block: 'Block' }

/** What comes next, for a cell of a table. @returns `Warning in 3 days`, or an empty text. */
export const nextBrief = (detection: Pick<Detection, 'next'>, now: number, zone?: string): string =>
  detection.next === null ? '' : `${SHORT[detection.next.response]} ${away(detection.next.at, now, zone)}`

/** Who and where, for one line. @returns `lin on build-07`. */
export const whereabouts = (detection: Pick<Detection, 'account' | 'host' | 'device'>): string => {
  const host = detection.host ?? detection.device ?? 'this device'
  return detection.account === null ? host : `${detection.account} on ${host}`
}
