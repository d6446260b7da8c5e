import type { Catalog } from '../policies/language/catalog-entry.ts'
import { askWorker } from './programs.ts'
import type { PolicyText, ReadInForce } from './read-in-force.ts'

/** The child is at once done on any machine; where it has no turn for so long, the daemon reads by itself. */
const PATIENCE = 20_000

const askChild = (news: PolicyText, catalog: Catalog): Promise<unknown> => {
  const { policy, serial, digest, text } = news
  return askWorker('policy', { news: { policy, serial, digest, text }, catalog: [...catalog.values()] }, PATIENCE)
}

/**
 * What `readInForce` says, from a child that does it and ends. The child is this program and has held the policy against
 * the grammar, so its answer is not parsed again. Where there can be no child the policy is read here: no fault of a
 * machine leaves it without one.
 * @param ask answers with what `policy-child.ts` sends.
 */
export const readAside = async (
  news: PolicyText,
  catalog: Catalog,
  ask: (news: PolicyText, catalog: Catalog) => Promise<unknown> = askChild,
): Promise<ReadInForce> => {
  try {
    return (await ask(news, catalog)) as ReadInForce
  } catch {
    const { readInForce } = await import('./read-in-force.ts')
    return readInForce(news, catalog)
  }
}
