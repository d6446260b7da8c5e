import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { type NoticeText, shown } from './notice-text.ts'
import { wrap } from './wrap.ts'

const COLUMNS = 78
const TERMINAL = /^\/dev\/(pts\/\d{1,7}|tty\d{1,3})$/
const OPEN = constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK | constants.O_NOFOLLOW

/** The notice as lines of at most 78 columns; an address or a path may be longer. */
export const terminalLines = (text: NoticeText): string[] => {
  const { title, lines } = shown(text)
  return [`Waymark: ${title}`, ...lines.flatMap(line => wrap(line, COLUMNS - 2).map(part => `  ${part}`))]
}

/**
 * Writes a notice to the terminal on which a tool runs. Line ends are CR LF, for the tool may have made it raw.
 * @param path as the system names it, `/dev/pts/3`. Only a terminal that belongs to `uid` is written to.
 * @returns whether it took the text: not one that is stopped, gone or somebody else's.
 */
export const showOnTerminal = async (text: NoticeText, path: string, uid: number): Promise<boolean> => {
  if (!TERMINAL.test(path)) return false
  try {
    const terminal = await open(path, OPEN)
    try {
      const stat = await terminal.stat()
      if (!stat.isCharacterDevice() || stat.uid !== uid) return false
      const bytes = Buffer.from(`\r\n${terminalLines(text).join('\r\n')}\r\n`)
      const { bytesWritten } = await terminal.write(bytes)
      return bytesWritten === bytes.length
    } finally {
      await terminal.close()
    }
  } catch {
    return false
  }
}
