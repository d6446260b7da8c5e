/** @returns runs what it is given, `most` at a time, in the order of asking; the rest waits. */
export const openAtOnce = (most: number): (<T>(act: () => Promise<T>) => Promise<T>) => {
  const waiting: (() => void)[] = []
  let busy = 0
  return async act => {
    if (busy < most) busy++
    else await new Promise<void>(resolve => waiting.push(resolve))
    try {
      return await act()
    } finally {
      const next = waiting.shift()
      if (next === undefined) busy--
      else next()
    }
  }
}
