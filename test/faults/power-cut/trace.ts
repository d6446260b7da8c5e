/** What a process did to the files of one folder, in order, and the marks that it made in between. */
export type Step =
  | { readonly is: 'made'; readonly file: number; readonly name: string }
  | { readonly is: 'renamed'; readonly from: string; readonly to: string }
  | { readonly is: 'removed'; readonly name: string }
  | { readonly is: 'written'; readonly file: number; readonly at: number; readonly bytes: Buffer }
  | { readonly is: 'resized'; readonly file: number; readonly size: number }
  | { readonly is: 'synced'; readonly file: number }
  | { readonly is: 'folder-synced' }
  | { readonly is: 'marked'; readonly line: string }

/** Calls that change files or make them durable. `mmap` is not among them: SQLite maps its index of the log alone. */
export const CALLS = [
  ...['openat', 'write', 'pwrite64', 'pwritev', 'writev', 'ftruncate', 'fallocate'],
  ...['fsync', 'fdatasync', 'unlink', 'rename', 'msync', 'sync_file_range', 'copy_file_range'],
] as const

/** Of each text that much is shown. Longer writes are those alone that make room; others are an error. */
const SHOWN = 8_192
/** Nothing but room, and whatever bytes: a replay lays zeros there. Elsewhere room has to be zeros. */
const ROOM = 'ledger.ballast'
export const STRACE = ['strace', '-f', '-xx', '-s', `${SHOWN}`, '-e', `trace=${CALLS.join(',')}`] as const

type Open = { file: number | 'folder' | 'marks'; at: number; room?: boolean }

/**
 * @param text what strace wrote. @param folder whose files are wanted, flat. @param marks the file of the marks.
 * @throws Error for a call that changes files in a way that this does not know: then nothing is proven.
 */
export const readTrace = (text: string, folder: string, marks: string): Step[] => {
  const steps: Step[] = []
  const names = new Map<string, number>()
  const sizes: number[] = []
  const open = new Map<number, Open>()
  const nameOf = (path: string): string | null => (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null)
  const make = (name: string): number => {
    const file = sizes.push(0) - 1
    names.set(name, file)
    steps.push({ is: 'made', file, name })
    return file
  }
  const write = (to: Open, at: number, bytes: Buffer): void => {
    if (to.file === 'folder') return
    if (to.file === 'marks') {
      for (const line of bytes.toString().trimEnd().split('\n')) steps.push({ is: 'marked', line })
      return
    }
    steps.push({ is: 'written', file: to.file, at, bytes })
    sizes[to.file] = Math.max(sizes[to.file] ?? 0, at + bytes.length)
  }

  for (const { call, args, result } of calls(text)) {
    if (result < 0) continue
    const fd = Number.parseInt(args[0] ?? '', 10)
    const at = open.get(fd)
    if (call === 'openat') {
      const path = textOf(args[1])
      const flags = args[2] ?? ''
      open.delete(result)
      if (path === folder) open.set(result, { file: 'folder', at: 0 })
      else if (path === marks) open.set(result, { file: 'marks', at: 0 })
      const name = nameOf(path)
      if (name === null) continue
      const file = names.get(name) ?? make(name)
      if (flags.includes('O_TRUNC') && (sizes[file] ?? 0) > 0) {
        steps.push({ is: 'resized', file, size: 0 })
        sizes[file] = 0
      }
      open.set(result, { file, at: flags.includes('O_APPEND') ? (sizes[file] ?? 0) : 0, room: name === ROOM })
    } else if (call === 'unlink' || call === 'rename') {
      const [from, to] = [nameOf(textOf(args[0])), call === 'rename' ? nameOf(textOf(args[1])) : null]
      if (from === null) continue
      const file = names.get(from)
      names.delete(from)
      if (call === 'unlink') steps.push({ is: 'removed', name: from })
      else if (to === null || file === undefined) throw new Error(`renamed out of the folder: ${from}`)
      else {
        names.set(to, file)
        steps.push({ is: 'renamed', from, to })
      }
    } else if (at === undefined) continue
    else if (call === 'pwrite64') write(at, Number(args[3]), bytesOf(args[1], result, at.room))
    else if (call === 'write') {
      write(at, at.at, bytesOf(args[1], result, at.room))
      at.at += result
    } else if (call === 'fsync' || call === 'fdatasync') {
      if (at.file === 'folder') steps.push({ is: 'folder-synced' })
      else if (at.file !== 'marks') steps.push({ is: 'synced', file: at.file })
    } else if (call === 'ftruncate' && typeof at.file === 'number') {
      steps.push({ is: 'resized', file: at.file, size: Number(args[1]) })
      sizes[at.file] = Number(args[1])
    } else throw new Error(`${call} on a file of the folder: this replay does not know what it leaves behind`)
  }
  return steps
}

type Call = { readonly call: string; readonly args: readonly string[]; readonly result: number }

/** Calls in the order in which they returned; strace breaks one in two where another thread came between. */
function* calls(text: string): Generator<Call> {
  const begun = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, thread = '', said = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    const unfinished = said.indexOf(' <unfinished ...>')
    if (unfinished !== -1) {
      begun.set(thread, said.slice(0, unfinished))
      continue
    }
    const whole = said.replace(/^<\.\.\. \w+ resumed>/, () => begun.get(thread) ?? '')
    // What strace was told to inject it says behind the result.
    const [, call, args = '', result] = /^(\w+)\((.*)\) += (-?\d+)(?: |$)/.exec(whole) ?? []
    if (call !== undefined) yield { call, args: args.split(', '), result: Number(result) }
  }
}

const HEX = /^"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?$/

/** @param length of which so many were taken. */
const bytesOf = (arg = '', length: number, room = false): Buffer => {
  const [, hex, more] = HEX.exec(arg) ?? []
  if (hex === undefined) throw new Error(`not what strace writes: ${arg.slice(0, 40)}`)
  const shown = Buffer.from(hex.replaceAll('\\x', ''), 'hex')
  if (more === undefined) return shown.subarray(0, length)
  if (!room && shown.some(byte => byte !== 0))
    throw new Error(`a write of ${length} bytes, of which strace shows ${SHOWN}`)
  return Buffer.alloc(length)
}
const textOf = (arg = ''): string => bytesOf(arg, SHOWN).toString()
