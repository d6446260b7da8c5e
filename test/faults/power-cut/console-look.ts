import { hash } from 'node:crypto'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { deviceId } from '../../../console/store/sample.ts'
import { openSqlite } from '../../../console/store/sqlite.ts'
import type { Store } from '../../../console/store/store.ts'
import { CHAIN_START, chainFaults } from '../../../protocol/chain.ts'
import type { Promised } from './replay.ts'

/** Opens what a power cut left of a store as the console does. @returns which promises are broken. */
export const lookAtStore = async (folder: string, promised: Promised): Promise<string[]> => {
  let store: Store
  try {
    store = await openSqlite(folder)
  } catch (error) {
    return [`does not open: ${String(error)}`]
  }
  const wrong: string[] = []
  try {
    for (const n of [1, 2, 3]) {
      const entries = (await store.entries(deviceId(n), { after: null, limit: 1_000_000 })).items
      const head = (await store.latestHead(deviceId(n)))?.seq ?? 0
      const acknowledged = promised.get(`head-${n}`) ?? 0
      if (head < acknowledged) wrong.push(`device ${n}: acknowledged up to ${acknowledged}, held up to ${head}`)
      if (entries.length !== head) wrong.push(`device ${n}: ${entries.length} entries, head ${head}`)
      const faults = chainFaults(text => hash('sha256', text), entries, CHAIN_START)
      if (faults.length > 0) wrong.push(`device ${n}: the chain breaks at ${JSON.stringify(faults[0])}`)
      if (promised.has('enrolled') && (await store.deviceKey(deviceId(n))) === null)
        wrong.push(`device ${n} is no longer enrolled`)
    }
  } finally {
    await store.close()
  }
  const db = new DatabaseSync(path.join(folder, 'console.sqlite'))
  const [check] = db.prepare('PRAGMA integrity_check').all()
  if (check?.integrity_check !== 'ok') wrong.push(`integrity: ${String(check?.integrity_check)}`)
  db.close()
  return wrong
}
