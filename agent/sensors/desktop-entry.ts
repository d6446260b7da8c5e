/**
 * Which program a desktop entry starts (Desktop Entry Specification 1.5, keys `Exec` and `TryExec`). Pure.
 * @param text of a file `NAME.desktop`.
 * @returns its name or absolute path; null where there is none. Arguments are not kept.
 */
export const programOfEntry = (text: string): string | null => {
  const main = /^\[Desktop Entry\][^\n]*\n((?:(?!\[)[^\n]*\n?){0,2000})/m.exec(text)?.[1] ?? ''
  const exec = /^Exec=([^\n]{1,4096})/m.exec(main)?.[1]
  const words = exec === undefined ? [] : wordsOf(exec)
  // `env NAME=value … PROGRAM` is how launchers set a variable.
  const program =
    words[0] === 'env' || words[0] === '/usr/bin/env' ? words.slice(1).find(word => !/^\w+=|^-/.test(word)) : words[0]
  return program === undefined || program === '' || program.includes('\0') ? null : program
}

const wordsOf = (exec: string): string[] =>
  [...exec.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)]
    .slice(0, 32)
    .map(([, quoted, bare]) => bare ?? (quoted ?? '').replace(/\\(.)/g, '$1'))

/** @param file `Tool-1.2.3-x86_64.AppImage`. @returns the name before its version and system, lower case; null for another file. */
export const nameOfImage = (file: string): string | null => {
  const stem = /^(.{1,200})\.appimage$/i.exec(file)?.[1]
  const name = stem?.split(/[-_. ](?=v?\d|x86|x64|amd64|aarch64|arm64|linux|setup|latest)/i, 1)[0]
  return name === undefined || name === '' ? null : name.toLowerCase()
}
