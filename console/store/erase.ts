import { erasedBefore, kindsKeptAs } from '../../protocol/retention.ts'
import type { ForRetention } from './for-retention.ts'
import type { Db } from './tables.ts'

export const eraseOver =
  (db: Db): ForRetention['erase'] =>
  (kept, now, most) =>
    db.transaction().execute(async tx => {
      let erased = 0
      for (const part of ['detections', 'notices'] as const) {
        const old = await tx
          .selectFrom('entry')
          .select(['device', 'place', 'seq'])
          .where('kind', 'in', kindsKeptAs(part))
          .where('at', '<', erasedBefore(now, kept[part]))
          .where('body', 'is not', null)
          .limit(most - erased)
          .execute()
        for (const { device, place, seq } of old)
          await tx
            .updateTable('entry')
            .set({ body: null, erasedOn: now })
            .where('device', '=', device)
            .where('place', '=', place)
            .where('seq', '=', seq)
            .execute()
        erased += old.length
      }
      await tx
        .deleteFrom('detection')
        .where('state', '=', 'gone')
        .where('lastSeen', '<', erasedBefore(now, kept.detections))
        .execute()
      return erased
    })
