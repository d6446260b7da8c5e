/** What the files of `/proc/PID` say. Pure; `null` where a line is not as the kernel writes it. */

export type ProcessStat = {
  readonly name: string
  readonly state: string
  /** Ticks since boot. */
  readonly started: number
  readonly kernel: boolean
  readonly terminal: string | null
}

/** Flag of kernel threads, include/linux/sched.h. */
const PF_KTHREAD = 0x0020_0000

/** @param text of `/proc/PID/stat`. The name stands in brackets and may hold brackets, blanks and line ends. */
export const parseStat = (text: string): ProcessStat | null => {
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open < 0 || close < open) return null
  // From the third field on: state, ppid, pgrp, session, tty, tpgid, flags, …, the 22nd is the start.
  const fields = text.slice(close + 2).split(' ', 20)
  const [tty, flags, started] = [Number(fields[4]), Number(fields[6]), Number(fields[19])]
  if (!Number.isSafeInteger(tty) || !Number.isSafeInteger(flags) || !Number.isSafeInteger(started)) return null
  return {
    name: text.slice(open + 1, close),
    state: fields[0] ?? '',
    started,
    kernel: (flags & PF_KTHREAD) !== 0,
    terminal: terminalOf(tty),
  }
}

/** @param device number as `stat` tells it: minor in bits 31–20 and 7–0, major in 15–8. */
export const terminalOf = (device: number): string | null => {
  const major = (device >> 8) & 0xfff
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00)
  if (major >= 136 && major <= 143) return `/dev/pts/${(major - 136) * 256 + minor}`
  if (major === 4) return minor < 64 ? `/dev/tty${minor}` : `/dev/ttyS${minor - 64}`
  return null
}

/** @param text of `/proc/PID/status`. @returns the real uid: of a program that changes its account, who started it. */
export const parseUid = (text: string): number | null => {
  const uid = /^Uid:\s+(\d{1,10})\s/m.exec(text)?.[1]
  return uid === undefined ? null : Number(uid)
}

/** @param bytes of `/proc/PID/cmdline`. An argument that was cut off at the end is left out, argv[0] excepted. */
export const parseCmdline = (bytes: Buffer): string[] => {
  const parts = bytes.toString('utf8').split('\0')
  return parts.length > 1 ? parts.slice(0, -1) : parts.filter(part => part !== '')
}

const DELETED = ' (deleted)'
/** @param link target of `/proc/PID/exe`. @returns the path without the kernel's remark that the file is gone. */
export const parseExe = (link: string): string => (link.endsWith(DELETED) ? link.slice(0, -DELETED.length) : link)
