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
    name: 'what a full disk refuses is not counted',
    file: 'agent/ledger/inlet.ts',
    from: 'for (const draft of drafts) unwritten.hold(appender.seal(draft), id => histories.of(id) !== null)',
    to: '',
    test: 'agent/ledger/full-disk.test.ts',
    named: 'F06',
  },
  {
    name: 'the ballast stays where it is on a full disk',
    file: 'agent/ledger/writing.ts',
    from: 'trouble = is\n      ballast.drop()\n    }\n    try {',
    to: 'trouble = is\n    }\n    try {',
    test: 'agent/ledger/full-disk.test.ts',
    named: 'F06',
  },
  {
    name: 'of what was folded, one too few is told',
    file: 'agent/ledger/subject.ts',
    from: 'count: before.count + held.count',
    to: 'count: before.count',
    test: 'agent/ledger/full-disk.test.ts',
    named: 'F06',
  },
  {
    name: 'an entry overtakes what is held of its subject',
    file: 'agent/ledger/inlet.ts',
    from: '!(holds && held.has(one))',
    to: 'true',
    test: 'agent/ledger/model.test.ts',
    named: 'Z5',
  },
  {
    name: 'the bound of what waits is none',
    file: 'agent/ledger/tail.ts',
    from: "return part >= NEAR ? 'near' : 'free'",
    to: "return 'free'",
    test: 'agent/ledger/inlet.test.ts',
    named: 'near the bound',
  },
  {
    name: 'the walk does not look at what stands before an entry',
    file: 'protocol/listed-faults.ts',
    from: '...chainFaults(digest, entries, after.hash),',
    to: '',
    test: 'agent/record.test.ts',
    named: 'F15',
  },
  {
    name: 'a damaged file goes on in its old epoch',
    file: 'agent/ledger/book.ts',
    from: 'return faults.length === 0 ? { epoch }',
    to: 'return faults.length >= 0 ? { epoch }',
    test: 'agent/ledger/damage.test.ts',
    named: 'a change in what is still to be sent',
  },
  {
    name: 'the owner of the folder above is not looked at',
    file: 'agent/ledger/folder.ts',
    from: 'stat.uid !== self && stat.uid !== ROOT',
    to: 'stat.uid < 0',
    test: 'agent/ledger/folder.test.ts',
    named: 'what belongs to another account',
  },
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
    name: 'a migration is no transaction',
    file: 'console/store/sqlite-dialect.ts',
    from: 'return true',
    to: 'return false',
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
    name: 'a file is looked at first and read then (lstat-then-read)',
    file: 'agent/open-file-now.ts',
    from: `    fd = (platform === 'linux' ? openLinux : openElsewhere)(path)
    const stat = fstatSync(fd, { bigint: true })
    refuseUnlessFile(stat)
    const astray = isAstrayNow(path, fd, stat)
`,
    to: `    const stat = process.getBuiltinModule('node:fs').lstatSync(path, { bigint: true })
    refuseUnlessFile(stat)
    fd = openSync(path, READ)
    const astray = false
`,
    test: 'test/faults/files/swap.test.ts',
    named: 'F50: while somebody exchanges the file, nothing',
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
  {
    name: 'a proof is not bound to its connection',
    file: 'protocol/binding.ts',
    from: "if (!isTls(socket)) return ''",
    to: "if (!isTls(socket) || socket.getProtocol() !== null) return ''",
    test: 'test/faults/relay.test.ts',
    named: 'F20, F40: enrolment over a connection',
  },
  {
    name: 'a token goes by whatever connection there is',
    file: 'agent/uplink/post.ts',
    from: 'if (only !== null && only !== socket)',
    to: 'if (only === socket && !socket.writable)',
    test: 'agent/uplink/enroll.test.ts',
    named: 'a connection that ends between',
  },
  {
    name: 'the agent says who it is before it has checked the signature',
    file: 'agent/uplink/trust.ts',
    from: 'if (signedBy(key, text(binding), signature))',
    to: "if (signature !== '')",
    test: 'agent/uplink/console-trust.test.ts',
    named: 'F40',
  },
  {
    name: 'a key is believed to have come after another without its word',
    file: 'protocol/handshake.ts',
    from: 'if (!verify(former.key, ',
    to: "if (former.key === '' && !verify(former.key, ",
    test: 'agent/uplink/trust.test.ts',
    named: 'not believed',
  },
  {
    name: 'a listed key may be followed by one that is not',
    file: 'agent/uplink/trust.ts',
    from: "if (trust.is === 'listed') return trust.keys.includes(key)",
    to: "if (trust.is === 'listed') return lineOf('console', key, formerly, signedBy).some(one => trust.keys.includes(one))",
    test: 'agent/uplink/trust.test.ts',
    named: 'a list says exactly which',
  },
  {
    name: "the console's nonce is the same each time",
    file: 'console/intake/proof.ts',
    from: 'randomBytes(32)',
    to: 'Buffer.alloc(randomBytes(1).length * 32)',
    test: 'console/intake/proof.test.ts',
    named: 'F40',
  },
  {
    name: 'who holds a former key of a device makes it the next one',
    file: 'console/store/enrol.ts',
    from: 'if (!formerKeys.includes(known.publicKey))',
    to: 'if (formerKeys.length === 0)',
    test: 'test/faults/keys.test.ts',
    named: 'a device gets a new key',
  },
  {
    name: 'a report may name another device than the one that speaks',
    file: 'console/intake/check-batch.ts',
    from: "if ('device' in report && report.device !== device)",
    to: "if ('device' in report && report.device === '')",
    test: 'console/intake/check-batch.test.ts',
    named: 'F45',
  },
]
