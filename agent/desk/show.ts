import { type DesktopSession, desktopSession, type Own } from './desktop-session.ts'
import type { NoticeText } from './notice-text.ts'
import { showByNodeNotifier } from './show-node-notifier.ts'
import { showByNotifySend } from './show-notify-send.ts'
import { showOnTerminal } from './show-terminal.ts'

/** Whom a notice is for, and the terminal on which the tool runs that it speaks of. */
export type ShowTo = { readonly account: string; readonly uid: number; readonly terminal: string | null }

export type ShowBy = {
  readonly own: Own
  /** Only these accounts are ever shown anything; null: any. */
  readonly accounts: readonly string[] | null
  /** A person of the agent's own account reads the notices that it logs, as that of `npm start` does: the last place. */
  readonly narrated: boolean
}

export const mayBeShown = (accounts: readonly string[] | null, account: string): boolean =>
  accounts === null || accounts.includes(account)

/**
 * Shows a notice in the best place that its account has: its desktop, the terminal on which the tool runs, the terminal
 * of `npm start`, which prints what the agent logs. Never throws.
 * @returns where it was shown; `none` where no place took it, or where the account is not to be shown anything.
 */
export const showNotice = async (
  text: NoticeText,
  to: ShowTo,
  by: ShowBy,
): Promise<'desktop' | 'terminal' | 'none'> => {
  if (!mayBeShown(by.accounts, to.account)) return 'none'
  const session = await desktopSession(to.uid, by.own)
  if (session !== null && (await onDesktop(text, session))) return 'desktop'
  if (to.terminal !== null && (await showOnTerminal(text, to.terminal, to.uid))) return 'terminal'
  return by.narrated && (by.own.uid === null || by.own.uid === to.uid) ? 'terminal' : 'none'
}

const onDesktop = async (text: NoticeText, session: DesktopSession): Promise<boolean> => {
  const outcome = await showByNotifySend(text, session)
  return outcome === 'absent' ? showByNodeNotifier(text, session) : outcome === 'shown'
}
