import type { Step } from './trace.ts'

/** What a disk writes whole or not at all, bytes. */
const SECTOR = 512

type Change = Extract<Step, { is: 'written' | 'resized' }>
type Naming = Extract<Step, { is: 'made' | 'renamed' | 'removed' }>
type Content = { durable: Buffer; size: number; pending: Change[] }

export type Disk = {
  readonly take: (step: Step) => void
  /**
   * What is left when the power goes now: all that was synced, and of the rest what chance leaves, sector by sector.
   * Names come and go in order, as journals of file systems do it, but no further than chance says.
   * @param random 0 to 1.
   */
  readonly left: (random: () => number) => ReadonlyMap<string, Buffer>
}

/** A folder as a disk holds it: what is certain, and what is still on its way there. */
export const openDisk = (): Disk => {
  const files: Content[] = []
  const names = new Map<string, number>()
  let naming: Naming[] = []

  const file = (number: number): Content => {
    const content = files[number]
    if (content === undefined) throw new Error(`file ${number} was never made`)
    return content
  }
  const room = (content: Content, size: number): void => {
    if (content.durable.length >= size) return
    const larger = Buffer.alloc(Math.max(size, content.durable.length * 2, 1 << 16))
    content.durable.copy(larger, 0, 0, content.size)
    content.durable = larger
  }
  const settle = (content: Content): void => {
    for (const change of content.pending) {
      const size = change.is === 'resized' ? change.size : Math.max(content.size, change.at + change.bytes.length)
      room(content, size)
      if (change.is === 'written') change.bytes.copy(content.durable, change.at)
      else content.durable.fill(0, Math.min(size, content.size), content.size)
      content.size = size
    }
    content.pending = []
  }

  return {
    take: step => {
      if (step.is === 'made') {
        files[step.file] = { durable: Buffer.alloc(0), size: 0, pending: [] }
        naming.push(step)
      } else if (step.is === 'renamed' || step.is === 'removed') naming.push(step)
      else if (step.is === 'written' || step.is === 'resized') file(step.file).pending.push(step)
      else if (step.is === 'synced') settle(file(step.file))
      else if (step.is === 'folder-synced') {
        for (const change of naming) rename(names, change)
        naming = []
      }
    },
    left: random => {
      const found = new Map(names)
      const far = Math.floor(random() * (naming.length + 1))
      for (const change of naming.slice(0, far)) rename(found, change)
      // Chance of a whole cut: nothing, everything, or anything between.
      const luck = [0, 1, random(), random()][Math.floor(random() * 4)] ?? 0
      return new Map([...found].map(([name, number]) => [name, survivor(file(number), () => random() < luck)]))
    },
  }
}

const rename = (names: Map<string, number>, change: Naming): void => {
  if (change.is === 'made') names.set(change.name, change.file)
  else if (change.is === 'removed') names.delete(change.name)
  else {
    const moved = names.get(change.from)
    names.delete(change.from)
    if (moved !== undefined) names.set(change.to, moved)
  }
}

const survivor = ({ durable, size, pending }: Content, lives: () => boolean): Buffer => {
  const ends = pending.map(change => (change.is === 'resized' ? change.size : change.at + change.bytes.length))
  const bytes = Buffer.alloc(Math.max(size, ...ends))
  durable.copy(bytes, 0, 0, size)
  let length = size
  for (const change of pending) {
    if (change.is === 'resized') {
      if (!lives()) continue
      bytes.fill(0, change.size)
      length = change.size
      continue
    }
    const end = change.at + change.bytes.length
    for (let from = change.at; from < end; ) {
      const to = Math.min(end, (Math.floor(from / SECTOR) + 1) * SECTOR)
      if (lives()) {
        change.bytes.copy(bytes, from, from - change.at, to - change.at)
        length = Math.max(length, to)
      }
      from = to
    }
  }
  return bytes.subarray(0, length)
}
