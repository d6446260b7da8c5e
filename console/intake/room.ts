/** An agent that sends entries, as far as their number is concerned. */
export type Sender = {
  /** There is room again, after a credit of 0. */
  credited(): void
}

/**
 * How much may be on its way into the store at once, in bytes of frames. An agent that is known to have more gets
 * credit only while there is room for its next batch; past that it stands in line, and its entries wait on its own
 * disk instead of in our memory.
 */
export type Room = {
  /** @param more whether the sender is known to have more. @returns whether it may send now; if not, it is in line. */
  admits(sender: Sender, more: boolean): boolean
  /** A frame of the sender's has come. @returns to be called once it is dealt with. */
  arrived(sender: Sender, bytes: number): () => void
  left(sender: Sender): void
  /** So much has come that nobody is read, until half of it is dealt with. */
  isHeld(): boolean
  /** Bytes of frames that are on their way into the store. */
  waiting(): number
  /** More has come all the same than may be kept. */
  isOverfull(): boolean
  stop(): void
}

export type RoomBounds = {
  /** Bytes that may be on their way, or promised. */
  readonly bytes: number
  /** What a promised batch is taken to hold. */
  readonly perBatch: number
  /** How long room is kept for a promise that is not used, ms. */
  readonly promiseWithin: number
}

/**
 * Agents that have long had credit may all use it at once, as when a policy changes: past so much of the room, nobody is
 * read, and what they send waits in the network. Past so much, who sends all the same is sent away.
 */
const HELD = 2
const OVERFULL = 8

/**
 * @param now ms of a clock that never goes back.
 * @param held is told when reading has to stop, and when it may go on.
 */
export const openRoom = (bounds: RoomBounds, now: () => number, held: (isHeld: boolean) => void): Room => {
  const line = new Set<Sender>()
  /** When each promise was given; oldest first. */
  const promised = new Map<Sender, number>()
  let coming = 0
  let isHeld = false
  let timer: NodeJS.Timeout | null = null

  const holdOrRelease = (): void => {
    const due = isHeld ? coming > bounds.bytes : coming > HELD * bounds.bytes
    if (due === isHeld) return
    isHeld = due
    held(due)
  }
  const isFull = (): boolean => coming + (promised.size + 1) * bounds.perBatch > bounds.bytes
  const promise = (sender: Sender): void => {
    promised.delete(sender)
    promised.set(sender, now())
  }
  const lapse = (): void => {
    for (const [sender, at] of promised) {
      if (now() - at < bounds.promiseWithin) break
      promised.delete(sender)
    }
  }
  const serve = (): void => {
    lapse()
    for (const sender of line) {
      if (isFull()) break
      line.delete(sender)
      promise(sender)
      sender.credited()
    }
    wait()
  }
  // Nothing may ever come of the promises that fill the room, and then nobody would look again.
  const wait = (): void => {
    if (line.size === 0 || timer !== null) return
    timer = setTimeout(() => {
      timer = null
      serve()
    }, bounds.promiseWithin)
  }

  return {
    admits: (sender, more) => {
      if (!more && coming < bounds.bytes) return true
      lapse()
      if (line.size > 0 || isFull()) {
        line.add(sender)
        wait()
        return false
      }
      promise(sender)
      return true
    },
    arrived: (sender, bytes) => {
      promised.delete(sender)
      coming += bytes
      holdOrRelease()
      let there = true
      return () => {
        if (!there) return
        there = false
        coming -= bytes
        holdOrRelease()
        serve()
      }
    },
    left: sender => {
      promised.delete(sender)
      line.delete(sender)
      if (line.size > 0) serve()
    },
    isHeld: () => isHeld,
    waiting: () => coming,
    isOverfull: () => coming > OVERFULL * bounds.bytes,
    stop: () => {
      if (timer !== null) clearTimeout(timer)
      line.clear()
    },
  }
}
