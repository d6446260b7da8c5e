/** Tells where WebSocket frames end in a stream of bytes that begins with the head of an HTTP message. */
export type FrameEnds = {
  /** @returns the places in `chunk` behind which a frame, or the HTTP head, ends. In order; may be none. */
  readonly in: (chunk: Buffer) => number[]
}

const HEAD_END = Buffer.from('\r\n\r\n')

export const openFrameEnds = (): FrameEnds => {
  /** What of the next header has come. */
  let header = Buffer.alloc(0)
  let upgraded = false
  /** Bytes of the frame's body that are still to come. */
  let left = 0

  const headerBytes = (): { readonly header: number; readonly body: number } | null => {
    const [, second = 0] = header
    const short = second & 0x7f
    const long = short === 126 ? 2 : short === 127 ? 8 : 0
    const size = 2 + long + (second & 0x80 ? 4 : 0)
    if (header.length < Math.max(2, size)) return null
    if (long === 0) return { header: size, body: short }
    return { header: size, body: long === 2 ? header.readUInt16BE(2) : Number(header.readBigUInt64BE(2)) }
  }
  return {
    in: chunk => {
      const ends: number[] = []
      for (let at = 0; at < chunk.length; ) {
        if (left > 0) {
          const taken = Math.min(left, chunk.length - at)
          left -= taken
          at += taken
          if (left === 0) ends.push(at)
          continue
        }
        header = Buffer.concat([header, chunk.subarray(at, ++at)])
        if (!upgraded) {
          if (!header.subarray(-4).equals(HEAD_END)) continue
          upgraded = true
          header = Buffer.alloc(0)
          ends.push(at)
          continue
        }
        const known = headerBytes()
        if (known === null) continue
        header = Buffer.alloc(0)
        left = known.body
        if (left === 0) ends.push(at)
      }
      return ends
    },
  }
}
