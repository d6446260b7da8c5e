import * as z from 'zod/mini'
import { platform } from '../platform.ts'
import { askWorker } from '../programs.ts'
import type { DesktopSession } from './desktop-session.ts'
import type { NoticeText } from './notice-text.ts'
import { shown } from './notice-text.ts'
import { notifySendValues } from './show-notify-send.ts'

const Answer = z.strictObject({ shown: z.boolean() })
const WITHIN = 10_000

/** On Linux it calls notify-send without `--`, so that a title that begins with a hyphen would be read as an option. */
const messageOf = (text: NoticeText): { title: string; message: string } => {
  if (platform !== 'linux') {
    const { title, lines } = shown(text)
    return { title, message: lines.join('\n') }
  }
  const [title, message] = notifySendValues(text)
  return { title: title.startsWith('-') ? ` ${title}` : title, message }
}

/** Shows a notice through node-notifier, in a child that ends with its answer. @returns whether it was taken. */
export const showByNodeNotifier = async (text: NoticeText, session: DesktopSession): Promise<boolean> => {
  try {
    const answer = await askWorker('notifier', { ...messageOf(text), as: session.as }, WITHIN, { env: session.env })
    return Answer.parse(answer).shown
  } catch {
    return false
  }
}
