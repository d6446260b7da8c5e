import { faultInWords } from '../../protocol/listed-faults.ts'
import { checkLedger } from '../fleet/check-ledger.ts'
import type { Store } from '../store/store.ts'
import { flagsOf, SETTINGS_FLAGS, settingsOf } from './flags.ts'
import { withStore } from './open-store.ts'
import { CannotRun, type Verb } from './verb.ts'

const PAGE = 500

export const ledgerCheck: Verb = {
  name: 'ledger check',
  usage: '[DEVICE...]',
  about: 'whether what is held of every device, or of these, is what they wrote; names each entry that is not',
  run: async world => {
    const { values, positionals } = flagsOf(world, SETTINGS_FLAGS)
    const settings = await settingsOf(world, values)
    return withStore(settings, async store => {
      let broken = false
      for await (const { id, host } of positionals.length === 0 ? allOf(store) : named(store, positionals)) {
        const { entries, faults } = await checkLedger(store, id)
        for (const fault of faults) world.out(`${id} ${host}: ${faultInWords(fault)} (epoch ${fault.epoch})`)
        if (faults.length === 0) world.out(`${id} ${host}: ${entries} entries, and the chain holds`)
        else broken = true
      }
      return broken ? 1 : 0
    })
  },
}

type Named = { readonly id: string; readonly host: string }

async function* allOf(store: Store): AsyncGenerator<Named> {
  for (let after: Parameters<Store['devices']>[1]['after'] = null; ; ) {
    const page = await store.devices({}, { after, limit: PAGE })
    yield* page.items
    if (page.next === null) return
    after = page.next
  }
}

async function* named(store: Store, ids: readonly string[]): AsyncGenerator<Named> {
  for (const id of ids) {
    const device = await store.device(id)
    if (device === null) throw new CannotRun('no such device', id, 'see /api/v1/devices for their ids', 1)
    yield device
  }
}
