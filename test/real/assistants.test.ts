import { test } from 'node:test'
import { ASSISTANTS } from '../pins.ts'
import { holdsNamed, type Real } from './named.ts'

/** One for each way in which packages are laid out; `assistants.real.ts` has the others. */
const SOME: readonly Real[] = [
  { name: 'qoder-cli', tool: 'qoder-cli' },
  { name: 'jules', tool: 'jules', asked: { because: 'it fetches its program first' } },
  { name: 'auggie', tool: 'auggie' },
  { name: 'pi', tool: 'pi' },
  { name: 'codebuff', tool: 'codebuff', asked: { because: 'it fetches its program first' } },
]
for (const real of SOME)
  test(`${ASSISTANTS[real.name].package} is ${real.tool} and nothing else`, () => holdsNamed(real))
