import { closeSync, constants, fdatasyncSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'

// Absent on Windows.
const { O_RDWR, O_NOFOLLOW = 0 } = constants

/** Of 4 KiB: the log is moved into the file by the commit that fills it, if nobody did before. */
export const LOG_PAGES = 2_000
/** SQLite's own: a header, then each page with one of its own before it. */
export const LOG_BYTES = 32 + LOG_PAGES * (24 + 4_096)

const PIECE = 1024 * 1024

/**
 * Gives SQLite's write-ahead log all the room on disk that it will ever use. A commit that makes a file longer waits
 * for the filesystem's journal as well, which takes as long again; one that overwrites does not. What is laid reads as
 * nothing: SQLite takes only frames that carry the log's own salt and checksum.
 * @param log the file beside the ledger, which the one who calls holds open. Without the room, commits are only slower.
 */
export const layLog = (log: string): void => {
  try {
    const fd = openSync(log, O_RDWR | O_NOFOLLOW)
    const { size } = fstatSync(fd)
    try {
      // An emptied log is empty for certain first: zeros over half of the old one would leave the other half to be
      // read after a power cut, over a file that is newer.
      fdatasyncSync(fd)
      const nothing = Buffer.alloc(PIECE)
      for (let at = size; at < LOG_BYTES; ) at += writeSync(fd, nothing, 0, Math.min(PIECE, LOG_BYTES - at), at)
      fdatasyncSync(fd)
    } catch {
      // A full disk: what was laid would be missing where entries are to go.
      ftruncateSync(fd, size)
    } finally {
      closeSync(fd)
    }
  } catch {
    // The ledger itself will say so.
  }
}
