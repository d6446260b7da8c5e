/** What the kernel and the catalog say of sessions and sockets. Pure. */

/** Flag of a socket that listens: `__SO_ACCEPTCON`, include/linux/net.h. */
const LISTENING = 0x0001_0000
/** Ticks in a second as /proc counts them, on every architecture that we run on. */
const HERTZ = 100

export type Listening = { readonly path: string; readonly inode: string }

/** @param text of `/proc/PID/net/unix`. @returns sockets that listen; those that lie in no folder are left out. */
export const parseListening = (text: string): Listening[] =>
  text.split('\n').flatMap(line => {
    const [, flags, inode, path] =
      /^[0-9a-f]+: [0-9A-F]{8} [0-9A-F]{8} ([0-9A-F]{8}) \S+ \S+ +(\d+) (\/.*)$/.exec(line) ?? []
    if (flags === undefined || inode === undefined || path === undefined) return []
    return (Number.parseInt(flags, 16) & LISTENING) === 0 ? [] : [{ path, inode }]
  })

export type Identity = {
  readonly uid: number
  /** The pid that the process knows itself by: that of its own, innermost namespace. */
  readonly own: number
}

/** @param text of `/proc/PID/status`. */
export const parseIdentity = (text: string): Identity | null => {
  const uid = /^Uid:\s+(\d{1,10})\s/m.exec(text)?.[1]
  const own = /^NSpid:(?:\s+\d{1,10})*?\s+(\d{1,10})$/m.exec(text)?.[1]
  return uid === undefined || own === undefined ? null : { uid: Number(uid), own: Number(own) }
}

/** @param text of `/proc/stat`. @returns when this machine began to run, ms since the Unix epoch; whole seconds. */
export const parseBoot = (text: string): number | null => {
  const seconds = /^btime (\d{1,12})$/m.exec(text)?.[1]
  return seconds === undefined ? null : Number(seconds) * 1_000
}

/** @param ticks since boot. */
export const startOf = (boot: number, ticks: number): number => boot + (ticks / HERTZ) * 1_000

/** @param segment of a pattern, with `PID` in it. @returns the pid that `name` carries there. */
export const pidIn = (segment: string, name: string): number | null => {
  const at = segment.indexOf('PID')
  const [before, after] = [segment.slice(0, at), segment.slice(at + 3)]
  if (at < 0 || !name.startsWith(before) || !name.endsWith(after)) return null
  const digits = name.slice(before.length, name.length - after.length)
  return /^[1-9]\d{0,9}$/.test(digits) ? Number(digits) : null
}
