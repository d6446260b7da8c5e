import { createHash } from 'node:crypto'
import path from 'node:path'
import { readSmall } from '../open-file.ts'
import { platform } from '../platform.ts'

/**
 * What the firmware says of this machine alone, the best first. `/etc/machine-id` is none of it: copies of a disk share
 * it, and these are to be told apart.
 */
const SOURCES = ['product_uuid', 'board_serial', 'product_serial'] as const
const DMI = '/sys/class/dmi/id'
const MOST_BYTES = 4_096

/** What makers leave there for all of their machines. */
const NOBODY =
  /^(|none|n\/?a|not (set|settable|specified|available|applicable|provided)|to be filled.*|default.*|system serial.*|invalid.*|unknown|0?123456789.*|03000200-0400-0500-0006-000700080009)$/
/** One character over and over, as in a UUID of zeros. */
const SAME = /^(.)\1*$/

/** @param read what stands in a file of that name; null where it cannot be read. @returns 64 hex digits, or null. */
export const hardwareFrom = (read: (name: (typeof SOURCES)[number]) => string | null): string | null => {
  for (const source of SOURCES) {
    const value = (read(source) ?? '').trim().toLowerCase()
    const letters = value.replaceAll(/[^a-z0-9]/g, '')
    if (letters.length < 5 || NOBODY.test(value) || SAME.test(letters)) continue
    return createHash('sha256').update(`waymark hardware\n${source}\n${value}`).digest('hex')
  }
  return null
}

/**
 * A digest that is the same for as long as the machine is, whoever is installed on it. It says nothing but that, and what
 * it is made of never leaves this function.
 * @returns null where the machine cannot be told from others: no firmware that says so, no right to read it, a system on
 * which this is not built.
 */
export const hardwareId = async (folder: string = DMI): Promise<string | null> => {
  if (platform !== 'linux') return null
  const texts = new Map<string, string>()
  for (const name of SOURCES) {
    const file = await readSmall(path.join(folder, name), MOST_BYTES)
    if ('text' in file) texts.set(name, file.text)
  }
  return hardwareFrom(name => texts.get(name) ?? null)
}
