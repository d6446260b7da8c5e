/** What `/proc/self/mountinfo` says. Pure. */

export type Mount = {
  /** `major:minor` of the filesystem; several mounts may show the same. */
  readonly device: string
  /** Which of the filesystem's folders is shown; `/` for all of it. */
  readonly root: string
  /** Where it is mounted. */
  readonly at: string
  readonly type: string
  /** Of the filesystem, as it writes them itself. */
  readonly options: string
}

/** Mounts beyond these are not looked at. */
const MOST = 10_000

/** @param text of the file. Lines that are not as the kernel writes them are left out. */
export const parseMounts = (text: string): Mount[] =>
  text.split('\n', MOST).flatMap(line => {
    const [before, after] = line.split(' - ', 2)
    const [, , device, root, at] = before?.split(' ') ?? []
    const [type, , options = ''] = after?.split(' ') ?? []
    if (device === undefined || root === undefined || at === undefined || type === undefined) return []
    if (!/^\d+:\d+$/.test(device) || type === '') return []
    return [{ device, root: unescaped(root), at: unescaped(at), type, options }]
  })

/** The kernel writes blanks, tabs, line ends and backslashes as three octal digits. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))

/** Filesystems whose every launch and change happens on this machine and is told by its kernel. */
const LOCAL =
  /^(?:ext[234]|xfs|btrfs|tmpfs|ramfs|devtmpfs|f2fs|bcachefs|zfs|jfs|reiserfs|vfat|exfat|ntfs3|squashfs|erofs|iso9660|udf)$/
/** Filesystems that hold no programs and nobody's files, and overlays: the kernel tells of the files beneath them. */
const PASSED =
  /^(?:overlay|proc|sysfs|devpts|cgroup2?|mqueue|debugfs|tracefs|securityfs|pstore|bpf|configfs|fusectl|hugetlbfs|binfmt_misc|efivarfs|selinuxfs|smackfs|nsfs|rpc_pipefs|nfsd|autofs|bdev|sockfs|pipefs|rootfs)$/
/** Filesystems that answer when a program or another machine pleases: nothing on or below them is touched. */
const MAY_HANG = /^(?:fuse.*|nfs.*|cifs|smb\d?|9p|ceph|afs|autofs|gfs2?|ocfs2|virtiofs|glusterfs|lustre)$/

/**
 * Whether a file that lies who knows where can keep whoever asks for its state waiting. FUSE asks nobody's program for
 * anybody but its owner, unless it was told to; what the kernel mounts below `/proc` by itself is its own.
 * @param uid ours.
 */
export const someKeepWaiting = (mounts: readonly Mount[], uid: number): boolean =>
  mounts.some(({ type, at, options }) => {
    if (LOCAL.test(type) || (PASSED.test(type) && type !== 'autofs') || at.startsWith('/proc/')) return false
    return !type.startsWith('fuse') || answersUs(options, uid)
  })

const answersUs = (options: string, uid: number): boolean => {
  const set = options.split(',')
  return set.includes('allow_other') || set.includes(`user_id=${uid}`)
}

/** @returns where filesystems are mounted whose answers a program gives, to us as well: FUSE. */
export const answeredByPrograms = (mounts: readonly Mount[], uid: number): string[] =>
  mounts.flatMap(({ type, at, options }) => (/^fuse(?:\.|blk$|$)/.test(type) && answersUs(options, uid) ? [at] : []))

export type ToMark = {
  /** For each filesystem, the mounts through which it can be marked, the whole ones first. */
  readonly filesystems: readonly (readonly [Mount, ...Mount[]])[]
  /** Kinds of filesystems on which nothing is seen. */
  readonly blind: readonly string[]
}

export const filesystemsToMark = (mounts: readonly Mount[]): ToMark => {
  const hanging = mounts.filter(({ type }) => MAY_HANG.test(type)).map(({ at }) => (at === '/' ? '/' : `${at}/`))
  const found = new Map<string, [Mount, ...Mount[]]>()
  for (const mount of mounts) {
    if (!LOCAL.test(mount.type) || hanging.some(place => place !== '/' && mount.at.startsWith(place))) continue
    const others = found.get(mount.device)
    if (others === undefined) found.set(mount.device, [mount])
    else if (mount.root === '/') others.unshift(mount)
    else others.push(mount)
  }
  const blind = mounts.filter(({ type }) => !LOCAL.test(type) && !PASSED.test(type)).map(({ type }) => type)
  return { filesystems: [...found.values()], blind: [...new Set(blind)] }
}
