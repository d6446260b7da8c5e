/** What a canonical body may hold: no floats, no undefined, so that every implementation writes the same bytes. */
export type Canonical = string | number | boolean | null | readonly Canonical[] | { readonly [key: string]: Canonical }

/**
 * JSON with keys in order of their UTF-16 units and no spaces (RFC 8785, restricted to integers).
 * Properties that are `undefined` are left out.
 * @throws TypeError for a number that is no safe integer, ill-formed text, or an object that is more than data.
 */
export const canonical = (value: unknown): string => {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('canonical: text with a lone surrogate')
    return JSON.stringify(value)
  }
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`canonical: not a safe integer: ${value}`)
    return Object.is(value, -0) ? '0' : String(value)
  }
  if (Array.isArray(value)) return `[${Array.from(value, canonical).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`canonical: ${typeof value}`)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('canonical: not a plain object')
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${canonical(key)}:${canonical(field)}`)
  return `{${fields.join(',')}}`
}

/**
 * True when `text`, of which `value` was parsed, is what `canonical(value)` writes: told without writing it, which costs
 * four times as much. @throws TypeError like `canonical`, where the quick way does not tell.
 */
export const isCanonical = (value: unknown, text: string): boolean =>
  (inOrder(value) && JSON.stringify(value) === text) || canonical(value) === text

/** False where JSON's own text may not be the canonical one: keys in another order, numbers or texts that it refuses. */
const inOrder = (value: unknown): boolean => {
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(inOrder)
  let before: string | null = null
  for (const [key, field] of Object.entries(value)) {
    if ((before !== null && before > key) || !key.isWellFormed() || !inOrder(field)) return false
    before = key
  }
  return true
}
