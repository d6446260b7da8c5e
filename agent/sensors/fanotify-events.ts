/** What the kernel writes into a fanotify group that names files by handle. Pure; layouts of linux/fanotify.h. */

export const MASK = {
  CLOSE_WRITE: 0x8,
  OPEN: 0x20,
  MOVED_FROM: 0x40,
  MOVED_TO: 0x80,
  CREATE: 0x100,
  DELETE: 0x200,
  OPEN_EXEC: 0x1000,
  OVERFLOW: 0x4000,
  FOLDER: 0x4000_0000,
} as const

/** Filesystem id, length, type and handle, a character a byte: equal for what is the same, and not to be read as text. */
export type FileKey = string

export type FileEvent = {
  /** Bits of {@link MASK}: the kernel tells several things that happened to one file as one. */
  readonly mask: number
  /** 0 where the process is not of our pid namespace or one below. */
  readonly pid: number
  /** The folder that the name stands in; null where events were dropped. */
  readonly folder: FileKey | null
  readonly name: string
  readonly file: FileKey | null
}

const HEADER = 24
const [BY_HANDLE, BY_FOLDER_AND_NAME] = [1, 2]
/** Of a record before its handle: type, padding, length; filesystem id; handle's length and type. */
const [RECORD, FIXED] = [4, 20]

/** Calls `each` for every event. What is cut off or no event of the version we know ends it: the rest is not told. */
export const eachFileEvent = (bytes: Buffer, length: number, each: (event: FileEvent) => void): void => {
  for (let at = 0; at + HEADER <= length; ) {
    const size = bytes.readUInt32LE(at)
    if (size < HEADER || at + size > length || bytes[at + 4] !== 3) return
    each(eventAt(bytes, at, at + size))
    at += size
  }
}

const eventAt = (bytes: Buffer, at: number, end: number): FileEvent => {
  let [folder, file, name]: [FileKey | null, FileKey | null, string] = [null, null, '']
  for (let record = at + bytes.readUInt16LE(at + 6); record + FIXED <= end; ) {
    const size = bytes.readUInt16LE(record + 2)
    if (size < RECORD || record + size > end) break
    const type = bytes[record]
    const after = record + FIXED + bytes.readUInt32LE(record + 12)
    if ((type === BY_HANDLE || type === BY_FOLDER_AND_NAME) && after <= record + size) {
      const key = bytes.toString('latin1', record + RECORD, after)
      if (type === BY_HANDLE) file = key
      else {
        folder = key
        const zero = bytes.indexOf(0, after)
        name = bytes.toString('utf8', after, zero < 0 || zero > record + size ? record + size : zero)
      }
    }
    record += size
  }
  // The upper half of the mask is not in use.
  return { mask: bytes.readUInt32LE(at + 8), pid: bytes.readInt32LE(at + 20), folder, name, file }
}

const FILESYSTEM_ID = 8

export const filesystemOf = (key: FileKey): string => key.slice(0, FILESYSTEM_ID)

/** @returns the handle as system calls take it. */
export const handleIn = (key: FileKey): Buffer => Buffer.from(key.slice(FILESYSTEM_ID), 'latin1')

export const keyOf = (filesystem: Buffer, handle: Buffer): FileKey =>
  filesystem.toString('latin1', 0, FILESYSTEM_ID) + handle.toString('latin1')
