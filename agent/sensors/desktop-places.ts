import type { Places } from './places.ts'

/** Where desktops find applications: files `NAME.desktop` that say which program starts. */
export const ENTRY_FOLDERS: Places = {
  linux: [
    '~/.local/share/applications',
    '/usr/share/applications',
    '/usr/local/share/applications',
    '/var/lib/snapd/desktop/applications',
  ],
  macos: [],
  windows: [],
}

/** Where people put applications that are one file and need no installation. */
export const IMAGE_FOLDERS: Places = {
  linux: ['~/Applications', '~/AppImages', '~/Downloads', '~/Desktop', '/opt'],
  macos: [],
  windows: [],
}
