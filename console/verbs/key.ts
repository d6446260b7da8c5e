import { type ConsoleKey, loadConsoleKey, prepareConsoleKey, renewConsoleKey } from '../console-key.ts'
import { KeyFault } from '../held-key.ts'
import { flagsOf, SETTINGS_FLAGS, settingsOf } from './flags.ts'
import { CannotRun, type Exit, type Verb, type World } from './verb.ts'

const withKey = async (world: World, act: (store: string) => Promise<ConsoleKey>, then: string): Promise<Exit> => {
  const { values } = flagsOf(world, SETTINGS_FLAGS)
  const { store } = await settingsOf(world, values)
  const { key } = await act(store).catch((error: unknown) => {
    if (error instanceof KeyFault) throw new CannotRun("cannot use the console's key", error.message, 'mend the file')
    throw error
  })
  world.out(key)
  world.err(then)
  return 0
}

export const keyShow: Verb = {
  name: 'key show',
  usage: '',
  about: "print the console's key, for trust.keys of the agents",
  run: world => withKey(world, loadConsoleKey, 'the key in force'),
}

export const keyPrepare: Verb = {
  name: 'key prepare',
  usage: '',
  about: 'make the key that is to follow, and print it: list it in trust.keys beside the one in force',
  run: world => withKey(world, prepareConsoleKey, 'not in force yet: list it beside the other, then run key renew'),
}

export const keyRenew: Verb = {
  name: 'key renew',
  usage: '',
  about: 'put the next key in force; agents without trust.keys follow by the word of the one before',
  run: world => withKey(world, renewConsoleKey, 'in force when the console starts anew; the key before it is gone'),
}
