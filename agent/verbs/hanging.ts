import { type Page, wrap } from './page.ts'

/** `start` and then `text`, whose further lines stand under its first: nothing is wider than the page but a path. */
export const hanging = (page: Page, start: string, text: string): string => {
  const under = `\n${' '.repeat(start.length)}`
  return start + wrap({ ...page, width: page.width - start.length }, text).replaceAll('\n', under)
}
