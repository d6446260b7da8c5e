/** FNV-1a, 32 bit, over UTF-8. @returns 0 to 2^32 - 1. */
export const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash
}

/**
 * Whether a device is among the first `percent` of a rule. A device keeps its place (0 to 9,999) for good, so those
 * that are in stay in as the share grows; another rule shuffles anew.
 */
export const withinPercent = (rule: string, device: string, percent: number): boolean =>
  fnv1a(`${rule}\0${device}`) % 10_000 < percent * 100
