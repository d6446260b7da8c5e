/** What is written on: how many columns it has, and whether it shows colour. */
export type Page = { readonly width: number; readonly colour: boolean }

/** Wider lines are hard to read, narrower ones break every word. */
const WIDEST = 80
const NARROWEST = 40

/** @param stream as `process.stdout` is: without `columns` where it is no terminal. */
export const pageOf = (
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Page => ({
  width: Math.max(NARROWEST, Math.min(stream.columns ?? WIDEST, WIDEST)),
  colour: stream.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb',
})

const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39], green: [32, 39] } as const
export type Ink = keyof typeof CODES

/** @returns `text`, coloured where the page shows colour. */
export const ink = (page: Page, colour: Ink, text: string): string => {
  const [on, off] = CODES[colour]
  return page.colour ? `\u001b[${on}m${text}\u001b[${off}m` : text
}

/**
 * Text as lines that end within the page when the first of them starts at column `indent`, as all others will. A word
 * that is wider alone, such as a path, stays whole: broken, it could not be copied.
 */
export const wrap = (page: Page, text: string, indent = 0): string => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line === '') line = word
    else if (indent + line.length + 1 + word.length <= page.width) line += ` ${word}`
    else {
      lines.push(line)
      line = word
    }
  }
  lines.push(line)
  return lines.join(`\n${' '.repeat(indent)}`)
}

/** Rows under each other: every column but the last is as wide as its widest cell. */
export const columns = (rows: readonly (readonly string[])[], gap = 2): string[] => {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, index) => Math.max(widest[index] ?? 0, cell.length)),
    [],
  )
  return rows.map(row =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd((widths[index] ?? 0) + gap)))
      .join('')
      .trimEnd(),
  )
}
