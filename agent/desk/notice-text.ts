import { LIMITS } from '../../protocol/limits.ts'
import { visible } from '../../protocol/text.ts'

/** A notice in words, as `agent/respond` writes it: plain text, one thought a line. */
export type NoticeText = { readonly title: string; readonly lines: readonly string[] }

/** Names from the machine stand in a notice: nothing in them may hide, move or rewrite what a person reads. */
export const shown = ({ title, lines }: NoticeText): NoticeText => ({
  title: visible(title, LIMITS.name),
  lines: lines.map(line => visible(line, LIMITS.path)),
})

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Body text of a desktop notice, which the notification daemon reads as markup. A title is plain text to it. */
export const asMarkup = (text: string): string => text.replace(/[&<>]/g, char => ENTITIES[char] ?? char)
