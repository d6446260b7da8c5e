import { accessContract } from './contract/access.ts'
import { appendContract } from './contract/append.ts'
import { erasedContract } from './contract/erased.ts'
import { groupContract } from './contract/group.ts'
import { knownContract } from './contract/known.ts'
import { numbersContract } from './contract/numbers.ts'
import { policyContract } from './contract/policies.ts'
import { retentionContract } from './contract/retention.ts'
import { statesContract } from './contract/states.ts'
import type { Store } from './store.ts'

/** What every database behind the store has to do: each test opens an empty store of its own. */
export const storeContract = (open: () => Promise<Store>): void => {
  appendContract(open)
  erasedContract(open)
  groupContract(open)
  knownContract(open)
  numbersContract(open)
  policyContract(open)
  accessContract(open)
  retentionContract(open)
  statesContract(open)
}
