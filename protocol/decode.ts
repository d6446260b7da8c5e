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
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (inString) {
      if (c === 92) i++
      else if (c === 34) inString = false
    } else if (c === 34) inString = true
    else if (c === 123 || c === 91) {
      if (++depth > most) return false
    } else if (c === 125 || c === 93) depth--
  }
  return true
}

/** Reads one frame: size, depth, JSON, then the closed schema. Never throws; a reason holds no more than 120 units. */
export const decode = <T>(schema: z.ZodMiniType<T>, types: readonly string[], text: string): Decoded<T> => {
  const refuse = (close: CloseWord, reason: string): Decoded<T> => ({ ok: false, close, reason: reason.slice(0, 120) })
  if (text.length > LIMITS.frameBytes || utf8Bytes(text) > LIMITS.frameBytes)
    return refuse('too-large', `a frame holds at most ${LIMITS.frameBytes} bytes`)
  if (!shallow(text, LIMITS.depth)) return refuse('malformed', `nested deeper than ${LIMITS.depth}`)
  const doubled = doubledKey(text)
  if (doubled !== null) return refuse('malformed', `the key ${visible(doubled, 64)} stands twice`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('malformed', 'not JSON')
  }
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
