/**
 * ASN.1 as certificates and signatures write it: DER, and of BER the indefinite lengths that Apple's signatures have.
 * Only what those use: tags of one byte.
 */
export type Der = {
  readonly tag: number
  /** Content, without what ends an indefinite length. */
  readonly body: Buffer
  /** Tag, length and content as they stand. */
  readonly whole: Buffer
  /** Of what is constructed. */
  readonly parts: readonly Der[]
}

/** A counter-signature of Microsoft's, in the attributes that nobody signed, goes 26 deep. */
const DEEPEST = 40
const MOST_PARTS = 20_000

/** @throws RangeError where it is malformed. */
export const readDer = (bytes: Buffer): Der => readAt(bytes, 0, bytes.length, 0, { left: MOST_PARTS })

const readAt = (bytes: Buffer, start: number, end: number, depth: number, parts: { left: number }): Der => {
  if (depth > DEEPEST || --parts.left < 0) throw new RangeError('too deep, or too many parts')
  const tag = bytes.readUInt8(start)
  if ((tag & 0x1f) === 0x1f) throw new RangeError('a tag of more bytes')
  const first = bytes.readUInt8(start + 1)
  const constructed = (tag & 0x20) !== 0
  const counted = first > 0x80 ? first - 0x80 : 0
  const from = start + 2 + counted
  if (first === 0x80) {
    if (!constructed) throw new RangeError('a value without an end')
    const children: Der[] = []
    let at = from
    for (;;) {
      if (at + 2 > end) throw new RangeError('no end')
      if (bytes.readUInt16BE(at) === 0) break
      const child = readAt(bytes, at, end, depth + 1, parts)
      children.push(child)
      at += child.whole.length
    }
    return { tag, body: bytes.subarray(from, at), whole: bytes.subarray(start, at + 2), parts: children }
  }
  if (counted > 4) throw new RangeError('too long')
  const length = counted === 0 ? first : bytes.readUIntBE(start + 2, counted)
  const to = from + length
  if (to > end) throw new RangeError('longer than what holds it')
  const children: Der[] = []
  for (let at = from; constructed && at < to; ) {
    const child = readAt(bytes, at, to, depth + 1, parts)
    children.push(child)
    at += child.whole.length
  }
  return { tag, body: bytes.subarray(from, to), whole: bytes.subarray(start, to), parts: children }
}

/** @throws RangeError where there is none. */
export const part = (der: Der, index: number): Der => {
  const found = der.parts[index]
  if (found === undefined) throw new RangeError('a part is missing')
  return found
}

/** An object identifier in digits and points; `''` where it is none. */
export const oidOf = ({ tag, body }: Der): string => {
  if (tag !== 6 || body.length === 0 || body.length > 32) return ''
  const numbers: number[] = []
  let value = 0
  for (const byte of body) {
    value = value * 128 + (byte & 0x7f)
    if (byte >= 0x80) continue
    numbers.push(value)
    value = 0
  }
  const [first = 0, ...rest] = numbers
  const top = Math.min(Math.floor(first / 40), 2)
  return [top, first - top * 40, ...rest].join('.')
}
