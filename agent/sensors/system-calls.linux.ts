import koffi from 'koffi'

/**
 * The system calls that Node has no function for; nothing else here loads foreign functions. Numbers and layouts are
 * those of 64-bit Linux, x86-64 and arm64 alike. A call that failed answers with its error's name, and throws nothing.
 */

export type Failed = { readonly errno: string }

const libc = koffi.load(null)
const calls = {
  fanotifyInit: libc.func('int fanotify_init(uint32_t flags, uint32_t event_flags)'),
  fanotifyMark: libc.func('int fanotify_mark(int fd, uint32_t flags, uint64_t mask, int dir, const char *path)'),
  openByHandle: libc.func('int open_by_handle_at(int mount, void *handle, int flags)'),
  nameToHandle: libc.func(
    'int name_to_handle_at(int dir, const char *path, void *handle, _Out_ int *mount, int flags)',
  ),
  statfs: libc.func('int statfs(const char *path, void *into)'),
  read: libc.func('int64_t read(int fd, void *into, size_t bytes)'),
  socket: libc.func('int socket(int domain, int type, int protocol)'),
  bind: libc.func('int bind(int fd, void *address, uint32_t bytes)'),
  send: libc.func('int64_t send(int fd, void *bytes, size_t length, int flags)'),
  setsockopt: libc.func('int setsockopt(int fd, int level, int option, void *value, uint32_t bytes)'),
  recvmmsg: libc.func('int recvmmsg(int fd, void *messages, uint32_t most, int flags, void *timeout)'),
  syscall: libc.func('int64_t syscall(int64_t number, int thread, void *attributes, uint32_t flags)'),
  epollCreate: libc.func('int epoll_create1(int flags)'),
  epollControl: libc.func('int epoll_ctl(int epoll, int operation, int fd, void *event)'),
}

const { EAGAIN } = koffi.os.errno
const NAMES = new Map(Object.entries(koffi.os.errno).map(([name, number]) => [number, name]))
const failed = (): Failed => ({ errno: NAMES.get(koffi.errno()) ?? `E${koffi.errno()}` })

const CLOEXEC = 0o2000000
const AT_FDCWD = -100

/** @returns a group of notifications only: nobody ever waits for it. */
export const fanotifyGroup = (): number | Failed => {
  const [cloexec, nonblock, file, folder, name] = [0x1, 0x2, 0x200, 0x400, 0x800]
  const fd: number = calls.fanotifyInit(cloexec | nonblock | file | folder | name, CLOEXEC)
  return fd < 0 ? failed() : fd
}

const MARKS = { 'add filesystem': 0x1 | 0x100, 'add folder': 0x1 | 0x8, 'remove folder': 0x2 | 0x8 } as const

export const fanotifyMark = (group: number, what: keyof typeof MARKS, mask: number, path: string): Failed | null =>
  calls.fanotifyMark(group, MARKS[what], mask, AT_FDCWD, path) < 0 ? failed() : null

/** @param handle as an event carries it: bytes, type, and the opaque rest. @returns a descriptor that reads nothing. */
export const openByHandle = (mount: number, handle: Buffer): number | Failed => {
  const fd: number = calls.openByHandle(mount, handle, 0o10000000 | CLOEXEC)
  return fd < 0 ? failed() : fd
}

const MOST_HANDLE = 128
const AT_SYMLINK_FOLLOW = 0x400
/** @returns the handle of what lies at this path, links followed, in the form of {@link openByHandle}. */
export const handleOf = (path: string): Buffer | Failed => {
  const handle = Buffer.alloc(8 + MOST_HANDLE)
  handle.writeUInt32LE(MOST_HANDLE, 0)
  if (calls.nameToHandle(AT_FDCWD, path, handle, [0], AT_SYMLINK_FOLLOW) < 0) return failed()
  return handle.subarray(0, 8 + handle.readUInt32LE(0))
}

/** @returns the eight bytes that name the filesystem in events. */
export const filesystemId = (path: string): Buffer | Failed => {
  const into = Buffer.alloc(256)
  return calls.statfs(path, into) < 0 ? failed() : into.subarray(56, 64)
}

/** @returns how many bytes were read; none where there is nothing to read now. */
export const readNow = (fd: number, into: Buffer): number | Failed => {
  const bytes: number = calls.read(fd, into, into.length)
  if (bytes >= 0) return bytes
  return koffi.errno() === EAGAIN ? 0 : failed()
}

/** @param groups bits of the multicast groups. @param bytes of the receive buffer; less where that much is not allowed. */
export const netlinkSocket = (protocol: number, groups: number, bytes: number): number | Failed => {
  const [netlink, datagrams, nonblock] = [16, 2, 0o4000]
  const fd: number = calls.socket(netlink, datagrams | CLOEXEC | nonblock, protocol)
  if (fd < 0) return failed()
  const address = Buffer.alloc(12)
  address.writeUInt16LE(netlink, 0)
  address.writeUInt32LE(groups, 8)
  if (calls.bind(fd, address, address.length) < 0) return failed()
  const size = Buffer.alloc(4)
  size.writeUInt32LE(bytes)
  const [socketLevel, receiveBufferForced, receiveBuffer] = [1, 33, 8]
  for (const option of [receiveBufferForced, receiveBuffer])
    if (calls.setsockopt(fd, socketLevel, option, size, size.length) === 0) break
  return fd
}

export const sendTo = (fd: number, bytes: Buffer): Failed | null =>
  calls.send(fd, bytes, bytes.length, 0) < 0 ? failed() : null

const SCHED_SETATTR = new Map([
  ['x64', 314],
  ['arm64', 274],
])

/**
 * Has a thread run in slices of `ns`, at the priority that it has. What it starts from now on runs as if it had not.
 * Kernels older than Linux 6.12 take it and do nothing.
 */
export const shortSlice = (thread: number, nice: number, ns: bigint): Failed | null => {
  const number = SCHED_SETATTR.get(process.arch)
  if (number === undefined) return { errno: 'ENOSYS' }
  const attributes = Buffer.alloc(56)
  attributes.writeUInt32LE(attributes.length, 0)
  const resetOnFork = 1n
  attributes.writeBigUInt64LE(resetOnFork, 8)
  attributes.writeInt32LE(nice, 16)
  attributes.writeBigUInt64LE(ns, 24)
  return calls.syscall(number, thread, attributes, 0) < 0 ? failed() : null
}

export type Datagrams = {
  /**
   * Takes what has come, in one call. @returns how many `each` was given. Each must be done with its bytes when it
   * returns: they are overwritten by the next call.
   */
  readonly take: (each: (datagram: Buffer) => void) => number | Failed
}

const SLOT = 256
const SLOTS = 128
const HEADER = 64

/** Reads of a netlink socket, many datagrams a call; those that the kernel did not send itself are passed over. */
export const datagrams = (fd: number): Datagrams => {
  // The kernel writes to the addresses that these hold: all four must live as long as the function that uses them.
  const [data, names] = [Buffer.alloc(SLOT * SLOTS), Buffer.alloc(16 * SLOTS)]
  const [pieces, headers] = [Buffer.alloc(16 * SLOTS), Buffer.alloc(HEADER * SLOTS)]
  const [dataAt, namesAt, piecesAt] = [koffi.address(data), koffi.address(names), koffi.address(pieces)]
  for (let i = 0; i < SLOTS; i++) {
    pieces.writeBigUInt64LE(dataAt + BigInt(i * SLOT), i * 16)
    pieces.writeBigUInt64LE(BigInt(SLOT), i * 16 + 8)
    headers.writeBigUInt64LE(namesAt + BigInt(i * 16), i * HEADER)
    headers.writeUInt32LE(12, i * HEADER + 8)
    headers.writeBigUInt64LE(piecesAt + BigInt(i * 16), i * HEADER + 16)
    headers.writeBigUInt64LE(1n, i * HEADER + 24)
  }
  const slots = Array.from({ length: SLOTS }, (_, i) => data.subarray(i * SLOT, (i + 1) * SLOT))
  const take: Datagrams['take'] = each => {
    const count: number = calls.recvmmsg(fd, headers, SLOTS, 0, null)
    if (count < 0) return koffi.errno() === EAGAIN ? 0 : failed()
    for (const [i, slot] of slots.entries()) {
      if (i >= count) break
      const length = headers.readUInt32LE(i * HEADER + 56)
      const sender = names.readUInt32LE(i * 16 + 4)
      if (sender === 0) each(slot.subarray(0, length))
    }
    return pieces.length > 0 && data.length > 0 ? count : 0
  }
  return { take }
}

/** @returns a descriptor that becomes readable when something urgent is to be told of `fd`, once for each time. */
export const urgentOf = (fd: number): number | Failed => {
  const epoll: number = calls.epollCreate(CLOEXEC)
  if (epoll < 0) return failed()
  const [urgent, error, edge] = [0x2, 0x8, 0x8000_0000]
  const event = Buffer.alloc(16)
  event.writeUInt32LE((urgent | error | edge) >>> 0)
  return calls.epollControl(epoll, 1, fd, event) < 0 ? failed() : epoll
}

export type Listening = { readonly pause: () => void; readonly resume: () => void; readonly close: () => void }

/**
 * Calls `readable` whenever there is something to read; `fd` must stay open until this is closed.
 * @param readable must read until there is nothing more, and must not throw.
 */
export const onReadable = (fd: number, readable: () => void): Listening => {
  const told = (status: number): void => {
    readable()
    // An error of the socket (ENOBUFS) ends the polling; what it stands for is read like all else.
    if (status < 0 && is === 'listening') handle.start(listener)
  }
  // Its types say otherwise: the first argument is the status.
  const listener = told as unknown as Parameters<typeof koffi.node.poll>[1]
  const handle = koffi.node.poll(fd, listener)
  let is: 'listening' | 'paused' | 'closed' = 'listening'
  return {
    pause: () => {
      if (is !== 'listening') return
      handle.stop()
      is = 'paused'
    },
    resume: () => {
      if (is !== 'paused') return
      handle.start(listener)
      is = 'listening'
    },
    close: () => {
      if (is !== 'closed') handle.close()
      is = 'closed'
    },
  }
}
