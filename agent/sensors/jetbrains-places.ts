import type { Places } from './places.ts'

/** Where JetBrains' editors and Android Studio keep the plugins of an account: each entry is one plugin. */
export const PLUGIN_FOLDERS: Places = {
  linux: ['~/.local/share/JetBrains/*', '~/.local/share/Google/*'],
  macos: ['~/Library/Application Support/JetBrains/*/plugins', '~/Library/Application Support/Google/*/plugins'],
  windows: ['~/AppData/Roaming/JetBrains/*/plugins', '~/AppData/Roaming/Google/*/plugins'],
}
