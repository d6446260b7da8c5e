/** The part of an address after `?`, as plain words: what a person reads there is what is asked. */

export const parseSearch = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text))

/** @returns `?a=b`, or nothing where there is nothing to say; keys without a value are left out. */
export const stringifySearch = (search: Record<string, unknown>): string => {
  const kept = Object.entries(search).flatMap(([key, value]) =>
    value === undefined || value === null || value === '' ? [] : [[key, String(value)]],
  )
  return kept.length === 0 ? '' : `?${new URLSearchParams(kept)}`
}

export const choice = <K extends string, V extends string>(
  key: K,
  value: unknown,
  among: readonly V[],
): { [k in K]?: V } => {
  const found = among.find(one => one === value)
  return (found === undefined ? {} : { [key]: found }) as { [k in K]?: V }
}

export const short = <K extends string>(key: K, value: unknown): { [k in K]?: string } =>
  (typeof value === 'string' && value !== '' && value.length <= 200 ? { [key]: value } : {}) as { [k in K]?: string }
