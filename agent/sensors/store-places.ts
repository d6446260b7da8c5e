import type { Ecosystem, Platform } from '../../policies/decide/words.ts'

/** Package managers that keep each package in a folder of its name, with a folder for each version in it. */
export type Store = {
  readonly ecosystem: Ecosystem
  /** The folder of all packages. */
  readonly place: string
  /** Names below a package that are versions no more than that they are there (links, folders of what is removed). */
  readonly versions: 'folders' | 'current'
  /** Below a version: folders with its programs, and the file that says which version it is. */
  readonly programs: readonly string[]
  readonly says: string | null
}

const brew = (prefix: string): Store[] => [
  { ecosystem: 'brew', place: `${prefix}/Cellar`, versions: 'folders', programs: ['bin', 'libexec/bin'], says: null },
  { ecosystem: 'brew', place: `${prefix}/Caskroom`, versions: 'folders', programs: ['.', 'bin'], says: null },
]
const flatpak = (place: string): Store => ({
  ecosystem: 'flatpak',
  place,
  versions: 'current',
  programs: ['active/files/bin'],
  says: null,
})
const snap = (place: string): Store => ({
  ecosystem: 'snap',
  place,
  versions: 'current',
  programs: ['.', 'bin', 'usr/bin'],
  says: 'meta/snap.yaml',
})

export const STORES: Readonly<Record<Platform, readonly Store[]>> = {
  linux: [
    ...brew('/home/linuxbrew/.linuxbrew'),
    ...brew('~/.linuxbrew'),
    snap('/snap'),
    snap('/var/lib/snapd/snap'),
    flatpak('/var/lib/flatpak/app'),
    flatpak('~/.local/share/flatpak/app'),
  ],
  macos: [...brew('/opt/homebrew'), ...brew('/usr/local')],
  windows: [],
}
