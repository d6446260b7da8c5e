import type * as z from 'zod/mini'
import { utf8Bytes } from './bytes.ts'
import type { CloseWord } from './frames.ts'
import { doubledKey } from './keys.ts'
import { LIMITS } from './limits.ts'
import { misfitOf } from './misfit.ts'
import { visible } from './text.ts'
import { otherWire, WIRE, wiresInWords } from './wire.ts'

export type Decoded<T> =
  | { readonly ok: true; readonly frame: T }
  | { readonly ok: false; readonly close: CloseWord; readonly reason: string }

/** @returns false once brackets outside of strings nest deeper than `most`. Linear, and before any recursion. */
export const shallow = (text: string, most: number): boolean => {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 34) {
      i = endOfString(text, i)
      if (i === -1) return true
    } else if (c === 123 || c === 91) {
      if (++depth > most) return false
    } else if (c === 125 || c === 93) depth--
  }
  return true
}

/** @returns where the string that opens at `start` closes, -1 where it never does. Most of a frame lies in strings. */
const endOfString = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1
    while (text.charCodeAt(before) === 92) before--
    if ((end - before) % 2 === 1) return end
  }
  return -1
}

/** Reads one frame: size, depth, JSON, version, then the closed schema. Never throws; a reason holds no more than 120 units. */
export const decode = <T>(schema: z.ZodMiniType<T>, types: readonly string[], text: string): Decoded<T> => {
  const refuse = (close: CloseWord, reason: string): Decoded<T> => ({ ok: false, close, reason: reason.slice(0, 120) })
  if (text.length > LIMITS.frameBytes || utf8Bytes(text) > LIMITS.frameBytes)
    return refuse('too-large', `a frame holds at most ${LIMITS.frameBytes} bytes`)
  if (!shallow(text, LIMITS.depth)) return refuse('malformed', `nested deeper than ${LIMITS.depth}`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('malformed', 'not JSON')
  }
  // What is written back as it came names no key twice, and all frames of ours are; others are searched.
  const doubled = JSON.stringify(value) === text ? null : doubledKey(text)
  if (doubled !== null) return refuse('malformed', `the key ${visible(doubled, 64)} stands twice`)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('malformed', 'not an object')
  const type = 'type' in value && typeof value.type === 'string' ? value.type : ''
  if (!types.includes(type)) return refuse('unknown-type', `expected one of ${types.join(', ')}`)
  const wire = otherWire(value)
  if (wire !== null && type === 'challenge') return refuse('wire-version', wiresInWords(wire, WIRE))
  if (wire !== null && (type === 'opening' || type === 'hello')) return refuse('wire-version', wiresInWords(WIRE, wire))
  const parsed = schema.safeParse(value)
  if (parsed.success) return { ok: true, frame: parsed.data }
  return refuse('malformed', misfitOf(parsed.error, type))
}
