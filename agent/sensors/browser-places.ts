import type { Places } from './places.ts'

/** Where browsers keep the extensions of an account. */

const CHROMIUM_LINUX = [
  'google-chrome',
  'google-chrome-beta',
  'chromium',
  'microsoft-edge',
  'BraveSoftware/Brave-Browser',
  'vivaldi',
].map(browser => `~/.config/${browser}/*/Extensions`)
const CHROMIUM_MACOS = [
  'Google/Chrome',
  'Chromium',
  'Microsoft Edge',
  'BraveSoftware/Brave-Browser',
  'Vivaldi',
  'Arc/User Data',
].map(browser => `~/Library/Application Support/${browser}/*/Extensions`)
const CHROMIUM_WINDOWS = ['Google/Chrome', 'Chromium', 'Microsoft/Edge', 'BraveSoftware/Brave-Browser', 'Vivaldi'].map(
  browser => `~/AppData/Local/${browser}/User Data/*/Extensions`,
)

/** Chromium's family: a folder for each profile (the `*`), in it one for each extension and in that one for each version. */
export const CHROMIUM_FOLDERS: Places = {
  linux: [
    ...CHROMIUM_LINUX,
    '~/snap/chromium/common/chromium/*/Extensions',
    '~/.var/app/com.google.Chrome/config/google-chrome/*/Extensions',
    '~/.var/app/org.chromium.Chromium/config/chromium/*/Extensions',
  ],
  macos: CHROMIUM_MACOS,
  windows: CHROMIUM_WINDOWS,
}

/** Firefox and its kin: a folder for each profile, with a list of its extensions in it. */
export const FIREFOX_PROFILES: Places = {
  linux: [
    '~/.mozilla/firefox/*',
    '~/snap/firefox/common/.mozilla/firefox/*',
    '~/.var/app/org.mozilla.firefox/.mozilla/firefox/*',
    '~/.librewolf/*',
  ],
  macos: ['~/Library/Application Support/Firefox/Profiles/*'],
  windows: ['~/AppData/Roaming/Mozilla/Firefox/Profiles/*'],
}
