/**
 * @returns the first key that one object of a JSON text names twice, null where there is none. Linear, no recursion.
 * `JSON.parse` keeps the last of two, other readers the first: a frame that two readers read differently is refused.
 */
export const doubledKey = (text: string): string | null => {
  const open: (Set<string> | null)[] = []
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '{') open.push(new Set())
    else if (c === '[') open.push(null)
    else if (c === '}' || c === ']') open.pop()
    else if (c === '"') {
      const end = endOfString(text, i)
      const keys = open.at(-1)
      if (keys && isFollowedByColon(text, end)) {
        const key = unescaped(text.slice(i, end))
        if (keys.has(key)) return key
        keys.add(key)
      }
      i = end - 1
    }
  }
  return null
}

/** Index after the closing quote; the text's length where it is never closed. */
const endOfString = (text: string, start: number): number => {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '"') return i + 1
  }
  return text.length
}

const isFollowedByColon = (text: string, from: number): boolean => {
  let i = from
  while (text[i] === ' ' || text[i] === '\n' || text[i] === '\r' || text[i] === '\t') i++
  return text[i] === ':'
}

/** Escapes can spell the same key in many ways. What is no JSON string is left for the parser to refuse. */
const unescaped = (token: string): string => {
  if (!token.includes('\\')) return token.slice(1, -1)
  try {
    return String(JSON.parse(token))
  } catch {
    return token
  }
}
