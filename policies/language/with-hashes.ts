import { isSeq, parseDocument } from 'yaml'
import type { IndicatorOf } from './catalog-entry.ts'

/**
 * Puts digests into the text of a catalog entry, after its other indicators; every other character stays as it is.
 * @param text an entry that holds, its indicators one below the other. @returns the new text; what it has already is
 * not written again.
 */
export const withHashes = (text: string, hashes: readonly IndicatorOf<'hash'>[]): string => {
  const indicators = parseDocument(text).get('indicators')
  if (!isSeq(indicators) || indicators.flow === true || !indicators.range)
    throw new TypeError('indicators of a catalog entry stand one below the other')
  const known = indicators.toJSON() as readonly { readonly sha256?: string }[]
  const fresh = hashes.filter(hash => known.every(({ sha256 }) => sha256 !== hash.sha256))
  const [start, end] = indicators.range
  const indent = ' '.repeat(start - text.lastIndexOf('\n', start - 1) - 1)
  // Comments after the last one belong to it.
  const before = text.slice(0, end)
  return `${before}${before.endsWith('\n') ? '' : '\n'}${fresh.map(hash => shown(hash, indent)).join('')}${text.slice(end)}`
}

/** An entry's text as the overlay of a policy. */
export const asOverlay = (texts: readonly string[]): string =>
  `overlay:\n${texts.map(text => `  - ${text.trimEnd().replaceAll(/\n(?=[^\n])/g, '\n    ')}\n`).join('')}`

const shown = ({ id, strength, sha256, bytes, version, platform }: IndicatorOf<'hash'>, indent: string): string => {
  const fields = {
    id,
    kind: 'hash',
    strength,
    sha256: quoted(sha256),
    bytes,
    version: version === undefined ? undefined : quoted(version),
    platform: platform === undefined ? undefined : quoted(platform),
  }
  const lines = Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]))
  return lines.map((line, index) => `${indent}${index === 0 ? '- ' : '  '}${line}\n`).join('')
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
