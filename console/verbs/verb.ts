/** What a verb may touch: handed in, so that a test can look at it. */
export type World = {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
  readonly out: (line: string) => void
  readonly err: (line: string) => void
}

/** 0 done; 1 the input was refused; 2 could not run. */
export type Exit = 0 | 1 | 2

export type Verb = {
  /** One word or two, as they are typed. */
  readonly name: string
  /** What follows the name. */
  readonly usage: string
  readonly about: string
  readonly run: (world: World) => Promise<Exit>
}

/** Thrown by a verb that cannot go on: printed as `waymark-console: WHAT: THING: DO`. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun'
  readonly exit: Exit
  constructor(what: string, thing: string, mend: string, exit: Exit = 2) {
    super(`${what}: ${thing}: ${mend}`)
    this.exit = exit
  }
}
