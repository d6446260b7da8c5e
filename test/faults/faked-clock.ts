import { existsSync } from 'node:fs'
import { arch } from 'node:process'

const MULTIARCH = arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
const LIBRARY = `/usr/lib/${MULTIARCH}/faketime/libfaketimeMT.so.1`

export const FAKETIME_MISSING = existsSync(LIBRARY) ? false : `needs libfaketime, which would lie at ${LIBRARY}`

/**
 * The environment in which a process takes the wall clock from a file, which may be written anew while it runs:
 * `+14d`, or `@2027-03-28 00:59:50` for a clock that goes on from there. Timers, which go by the monotonic one, stay.
 */
export const FAKED_CLOCK = (file: string): Readonly<Record<string, string>> => ({
  LD_PRELOAD: LIBRARY,
  FAKETIME_TIMESTAMP_FILE: file,
  FAKETIME_NO_CACHE: '1',
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
})
