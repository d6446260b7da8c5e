import { openSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import koffi from 'koffi'

/**
 * Loaded into a daemon before its own modules: `node --import …/watched-loop.ts agent/cli.ts run`. Tells at its end, on
 * stderr, how late its turns were. Where STALL_AT names a folder, it first mounts a FUSE there, in mounts of its own,
 * whose program never answers: that is this very process, and it does not even listen.
 */
const stall = process.env.STALL_AT
if (stall !== undefined) {
  const libc = koffi.load('libc.so.6')
  const mount = libc.func('int mount(str, str, str, unsigned long, str)')
  const fuse = openSync('/dev/fuse', 'r+')
  const options = `fd=${fuse},rootmode=40000,user_id=65534,group_id=65534,allow_other`
  if (mount('stalled', stall, 'fuse', 0, options) !== 0) throw new Error('no FUSE can be mounted here')
}

const delay = monitorEventLoopDelay({ resolution: 10 })
delay.enable()
// Asked for by the test: from here on.
process.on('SIGUSR2', () => delay.reset())
const ms = (ns: number): number => Math.round(ns / 1e6)
process.on('exit', () => {
  const told = { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max), turns: delay.count }
  process.stderr.write(`${JSON.stringify({ loop: told })}\n`)
})
