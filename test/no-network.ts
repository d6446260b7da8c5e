/** @returns how to start a program in a network namespace of its own, in which there is nobody to talk to. */
export const withoutNetwork = (program: string, args: readonly string[]): { file: string; args: string[] } => {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user']
  return { file: 'unshare', args: [...user, '--net', '--', program, ...args] }
}
