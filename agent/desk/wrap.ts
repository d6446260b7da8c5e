/** A character of the East Asian wide ranges fills two columns of a terminal. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

export const columnsOf = (text: string): number =>
  [...text].reduce((columns, char) => columns + (WIDE.test(char) ? 2 : 1), 0)

/** Words that may not be parted; a wide character is one by itself. A line may not begin with closing punctuation. */
const PIECES =
  / +|[^\s\u2e80-\u9fff\uff00-\uffef]+|[\u2e80-\u9fff\uff00-\uffef][\u3001\u3002\uff01\uff09\uff0c\uff1a\uff1b\uff1f]*/gu

/** Breaks text into lines of at most `columns`; what has no place to break (a path, an address) stays whole. */
export const wrap = (text: string, columns: number): string[] => {
  const lines: string[] = []
  let line = ''
  for (const piece of text.match(PIECES) ?? []) {
    if (line !== '' && columnsOf(line + piece.trimEnd()) > columns) {
      lines.push(line.trimEnd())
      line = ''
    }
    if (line !== '' || piece.trim() !== '') line += piece
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()]
}
