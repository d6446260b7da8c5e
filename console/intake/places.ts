export type Places = {
  /** @returns gives the place back, more often than once does no harm; null where there is none for that address. */
  enter(address: string): (() => void) | null
}

/**
 * Places for strangers. Nobody takes more than is left for all others: one address may have half of them, a second
 * half of the rest. So no address shuts the others out, and ten thousand agents behind one address still come in by
 * the hundreds.
 */
export const openPlaces = (most: number): Places => {
  const taken = new Map<string, number>()
  let all = 0
  return {
    enter: address => {
      const own = taken.get(address) ?? 0
      if (own >= most - all) return null
      taken.set(address, own + 1)
      all++
      let inside = true
      return () => {
        if (!inside) return
        inside = false
        all--
        const left = (taken.get(address) ?? 1) - 1
        if (left === 0) taken.delete(address)
        else taken.set(address, left)
      }
    },
  }
}
