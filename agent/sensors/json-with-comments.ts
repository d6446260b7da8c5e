/**
 * JSON as editors keep their settings: with comments and with commas before a closing bracket. One pass, so that no
 * text makes it slow; what is no JSON without them stays none.
 * @throws SyntaxError
 */
export const parseJsonWithComments = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return JSON.parse(withoutComments(text))
  }
}

const withoutComments = (text: string): string => {
  const kept: string[] = []
  /** Where a comma stands in `kept` that may turn out to be the last of its list. */
  let comma = -1
  for (let at = 0; at < text.length; ) {
    const char = text.charAt(at)
    const two = text.slice(at, at + 2)
    if (two === '//' || two === '/*') {
      const end = two === '//' ? text.indexOf('\n', at) : text.indexOf('*/', at + 2)
      if (end < 0) break
      at = two === '//' ? end : end + 2
      continue
    }
    const end = char === '"' ? endOfString(text, at) : at + 1
    if ((char === '}' || char === ']') && comma >= 0) kept[comma] = ''
    if (char === ',') comma = kept.length
    else if (!/\s/.test(char)) comma = -1
    kept.push(text.slice(at, end))
    at = end
  }
  return kept.join('')
}

const endOfString = (text: string, from: number): number => {
  for (let at = from + 1; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '\\') at++
    else if (char === '"') return at + 1
  }
  return text.length
}
