/** One thing broken on purpose, and the test that has to notice. */
export type Mutant = {
  readonly name: string
  readonly file: string
  /** Stands in the file exactly once; where it does not, the mutant is out of date and fails. */
  readonly from: string
  readonly to: string
  /** A test file, and which of its tests. */
  readonly test: string
  readonly named: string
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'the agent does not wait for the disk (synchronous=NORMAL)',
    file: 'agent/ledger/open-file.ts',
    from: 'PRAGMA synchronous = FULL',
    to: 'PRAGMA synchronous = NORMAL',
    test: 'test/faults/power-cut/power-cut.test.ts',
    named: 'F04: 200 power cuts of the agent',
  },
  {
    name: 'the console does not wait for the disk (synchronous=NORMAL)',
    file: 'console/store/sqlite.ts',
    from: 'PRAGMA synchronous = FULL',
    to: 'PRAGMA synchronous = NORMAL',
    test: 'test/faults/power-cut/power-cut.test.ts',
    named: 'F04: 200 power cuts of the console',
  },
  {
    name: 'a ledger that begins anew has the epoch of the one before',
    file: 'agent/ledger/book.ts',
    from: "const epoch = Buffer.from(random(16)).toString('hex')",
    to: "const epoch = '0'.repeat(32)",
    test: 'test/faults/lost-ledger.test.ts',
    named: 'F13',
  },
  {
    name: 'the console acknowledges before the commit',
    file: 'console/intake/commits.ts',
    from: 'return one.promise',
    to: "one.resolve({ is: 'stored', head: batch.entries.at(-1) ?? { epoch: '', seq: 0, hash: '' } }); return one.promise",
    test: 'test/faults/kill.test.ts',
    named: 'F02',
  },
  {
    name: 'the depth of a frame is not checked before it is parsed',
    file: 'protocol/decode.ts',
    from: 'if (!shallow(text, LIMITS.depth))',
    to: "if (text === '')",
    test: 'protocol/decode.test.ts',
    named: '',
  },
  {
    name: 'the agent takes TLS 1.2 too',
    file: 'agent/uplink/dial.ts',
    from: "minVersion: 'TLSv1.3'",
    to: "minVersion: 'TLSv1.2'",
    test: 'agent/uplink/dial.test.ts',
    named: 'F20: nothing older than TLS 1.3',
  },
  {
    name: 'the agent takes any certificate',
    file: 'agent/uplink/dial.ts',
    from: "ALPNProtocols: ['http/1.1'],",
    to: "ALPNProtocols: ['http/1.1'], rejectUnauthorized: false,",
    test: 'agent/uplink/dial.test.ts',
    named: 'F20: refused in a sentence',
  },
  {
    name: 'whom the system trusts counts beside trust.ca',
    file: 'agent/uplink/authorities.ts',
    from: 'return { ca: blocks,',
    to: 'return { ca: [...blocks, String(await systemAuthorities[platform](env))],',
    test: 'agent/uplink/dial.test.ts',
    named: 'F20: trust.ca alone counts',
  },
  {
    name: 'the console takes a certificate that has ended',
    file: 'console/tls/fresh.ts',
    from: 'if (next.ends <= now())',
    to: 'if (next.ends <= 0)',
    test: 'console/tls/fresh.test.ts',
    named: 'F20: one that is ended',
  },
]
