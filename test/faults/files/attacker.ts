import koffi from 'koffi'
import { dropPrivileges } from '../../../agent/drop-privileges.ts'

/**
 * A child that has no rights, and exchanges two names of its folder as fast as it can: `node attacker.ts ONE OTHER`.
 * Its library is loaded while it may still read this house.
 */
const renameat2 = koffi.load('libc.so.6').func('int renameat2(int, str, int, str, unsigned int)')
const HERE = -100
const EXCHANGE = 2
const IN_ONE_GO = 64

const [one = '', other = ''] = process.argv.slice(2)
dropPrivileges()
const exchange = (): void => {
  for (let i = 0; i < IN_ONE_GO; i++)
    if (renameat2(HERE, one, HERE, other, EXCHANGE) !== 0) throw new Error(`cannot exchange ${one} and ${other}`)
  setImmediate(exchange)
}
process.on('disconnect', () => process.exit())
exchange()
process.send?.('begun')
