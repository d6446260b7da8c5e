import { goFirst } from '../../../agent/priority.ts'
import { watch } from './watching.ts'

/** The daemon's parts in a process of their own, which says what they have recorded and when. */

export type WatcherSays =
  | { readonly is: 'watching'; readonly sensor: string }
  /** @property at ns of the monotonic clock, the same in every process: when the entry was on disk. */
  | { readonly is: 'detection'; readonly path: string; readonly at: string }
  | { readonly is: 'reader' }

const say = (what: WatcherSays): void => void process.send?.(what)

goFirst()
const [state = '', home = '', worker = ''] = process.argv.slice(2)
const daemon = await watch(state, home, worker, () => say({ is: 'reader' }))
daemon.onDetection((path, at) => say({ is: 'detection', path, at: String(at) }))
process.on('message', () => void daemon.stop().then(() => process.disconnect?.()))
// A bench that ended before its time is nobody to watch for.
process.on('disconnect', () => process.exit())
say({ is: 'watching', sensor: daemon.sensor })
