import { newSignInLink } from '../access/sign-in.ts'
import { readAddress } from '../address.ts'
import { flagsOf, SETTINGS_FLAGS, settingsOf } from './flags.ts'
import { withStore } from './open-store.ts'
import type { Verb } from './verb.ts'

export const signInLink: Verb = {
  name: 'sign-in-link',
  usage: '',
  about: 'make a link that signs in once, as an admin; it waits a day',
  run: async world => {
    const settings = await settingsOf(world, flagsOf(world, SETTINGS_FLAGS).values)
    const { now, random } = world
    const link = await withStore(settings, store =>
      newSignInLink({ store, now, random }, { name: 'admin', role: 'admin' }),
    )
    const at = settings.publicUrl ?? (await readAddress(settings.store)) ?? `http://${settings.host}:${settings.port}`
    world.out(`${at}${link}`)
    return 0
  },
}
