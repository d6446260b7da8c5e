import { type Ran, runProgram } from '../programs.ts'
import type { DesktopSession } from './desktop-session.ts'
import { asMarkup, type NoticeText, shown } from './notice-text.ts'

/**
 * What `notify-send -- TITLE BODY` is given. It reads backslashes in the body as escapes, and the notification daemon
 * then reads the body as markup: both are undone here, so that the text arrives as it is.
 */
export const notifySendValues = (text: NoticeText): [title: string, body: string] => {
  const { title, lines } = shown(text)
  return [title, asMarkup(lines.join('\n')).replaceAll('\\', '\\\\')]
}

/** @returns `absent` where notify-send is not installed, else whether the notification daemon took the notice. */
export const showByNotifySend = async (
  text: NoticeText,
  session: DesktopSession,
): Promise<'shown' | 'absent' | 'failed'> => {
  const ran: Ran = await runProgram('notify-send', notifySendValues(text), { env: session.env, ...session.as })
  if (ran.fault === 'is not installed') return 'absent'
  return ran.code === 0 ? 'shown' : 'failed'
}
