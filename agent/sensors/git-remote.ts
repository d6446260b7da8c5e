/** @param text of a `.git/config`. @returns `owner/name` of the place that it was cloned from, lower case; null where none. */
export const remoteOf = (text: string): string | null => {
  let origin = false
  for (const line of text.split(/\r?\n/, 2_000)) {
    const section = /^\s*\[(.{1,200})\]\s*$/.exec(line)?.[1]
    if (section !== undefined) origin = section === 'remote "origin"'
    const url = origin ? /^\s*url\s*=\s*(\S{1,1024})\s*$/.exec(line)?.[1] : undefined
    const [, owner, name] = /[/:]([\w.-]{1,64})\/([\w.-]{1,100}?)(?:\.git)?\/?$/.exec(url ?? '') ?? []
    if (owner !== undefined && name !== undefined) return `${owner}/${name}`.toLowerCase()
  }
  return null
}
