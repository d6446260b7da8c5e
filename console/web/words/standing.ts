import type { Device } from '../../api/answers.ts'
import { figure, many } from './count.ts'

type Standing = Pick<Device, 'state' | 'flags' | 'gaps'>
type Flag = Device['flags'][number]
type Gap = Device['gaps'][number]

export const STATE_WORDS: Record<Device['state'], string> = {
  enrolled: 'Enrolled',
  pending: 'To approve',
  revoked: 'Revoked',
  replaced: 'Replaced',
  unenrolled: 'Unenrolled',
}

/** What its state means for whoever looks at it; null for one that is enrolled, as nearly all are. */
export const stateMeans = (state: Device['state']): string | null => {
  switch (state) {
    case 'enrolled':
      return null
    case 'pending':
      return 'It came with a new key on a machine that is known by another one: set up anew, or somebody who holds a token and pretends. What it sends is kept, and it is in no figure until you approve it.'
    case 'revoked':
      return 'Its enrolment has been ended. It may not connect, and what it has to say waits on the device. Approve it to let it in again.'
    case 'replaced':
      return 'A newer key of the same machine was approved in its place. It may not connect any more.'
    case 'unenrolled':
      return 'It has said goodbye: the agent was removed there, or set to another console.'
  }
}

/** One sentence: what was noticed. The other device, where there is one, is linked behind it. */
export const flagWords = ({ evidence }: Flag): string => {
  switch (evidence) {
    case 'same-hardware':
      return 'Another key was enrolled on the same machine'
    case 'other-hardware':
      return 'Its key may be in two places: it described itself by other hardware than before. A disk was copied, or moved.'
    case 'connected-in-turns':
      return 'Its key is in two places: connections of it ousted each other, each of them alive, three times in ten minutes.'
    case 'ledger-fork':
      return 'Its key may be in two places: its ledger went on in two ways. A disk was copied, or put back from a backup.'
  }
}

const BECAUSE: Record<Gap['why'], string> = {
  'file-missing': 'the file of its ledger went missing',
  'file-damaged': 'the file of its ledger was damaged',
  erased: 'the device no longer holds their texts',
  fork: 'its ledger and ours differ from there on',
}

/** One sentence: which entries are not here, and why. */
export const gapWords = ({ epoch, first, last, why }: Gap): string => {
  const of = `of epoch ${epoch.slice(0, 8)}`
  if (why === 'erased' && last !== null) return `Entries ${figure(first)} to ${figure(last)} ${of}: ${BECAUSE[why]}.`
  if (why === 'fork') return `Entry ${figure(first)} ${of}: ${BECAUSE[why]}.`
  return last === null
    ? `What came after entry ${figure(first - 1)} ${of}, if there was any: ${BECAUSE[why]}.`
    : `Entries ${figure(first)} to ${figure(last)} ${of}, and whatever came after them: ${BECAUSE[why]}.`
}

/** A few words for the list; null where there is nothing to remark. */
export const remark = ({ state, flags, gaps }: Standing): string | null => {
  if (state !== 'enrolled') return STATE_WORDS[state]
  if (flags.some(({ flag }) => flag === 'key-in-two-places')) return 'Key in two places'
  if (flags.length > 0) return 'Another key on it'
  return gaps.length > 0 ? many(gaps.length, 'gap in its ledger', 'gaps in its ledger') : null
}
