/**
 * The powers of each room. A line names what is guarded, who may, why, and what to do instead.
 * A place ends in `/` for a folder and everything below it; otherwise it is one file.
 * Tests and `test/` may do what they need and are not held.
 */

/** Only these places may import this package or built-in. */
export type Power = {
  readonly import: readonly string[]
  readonly only: readonly string[]
  readonly because: string
  readonly instead: string
}

export const POWERS: readonly Power[] = [
  {
    import: ['ws'],
    only: ['agent/uplink/', 'console/intake/', 'console/api/'],
    because: 'what leaves the device stands in the ledger first, and goes by one door',
    instead: 'ledger.record(), and the uplink sends it',
  },
  {
    import: ['node:net', 'node:http', 'node:https', 'node:http2', 'node:tls', 'node:dgram'],
    only: ['agent/desk/', 'agent/uplink/', 'console/intake/', 'console/tls/'],
    because: 'a socket is a way out of the machine; few files to read tell all of them',
    instead: 'hand the data to the room that owns the socket',
  },
  {
    import: ['node:sqlite'],
    only: ['agent/ledger/', 'agent/identify/', 'console/store/'],
    because: 'the ledger has one writer, and the store one interface',
    instead: 'the functions that ledger.ts and store.ts offer',
  },
  {
    import: ['node:child_process'],
    only: ['agent/programs.ts', 'start.ts', 'console/refresh/npm-client.ts'],
    because: 'the list of every program that we start has to be one page; the console starts npm alone, when asked to',
    instead: 'add the program to agent/programs.ts',
  },
  {
    import: [
      'node:worker_threads',
      'node:vm',
      'node:cluster',
      'node:inspector',
      'node:module',
      'node:repl',
      'node:wasi',
    ],
    only: [],
    because: 'nothing here evaluates code that came from elsewhere, and workers are processes with fewer rights',
    instead: 'a child listed in agent/programs.ts',
  },
  {
    import: ['systeminformation'],
    only: ['agent/sensors/hardware-child.ts', 'agent/sensors/processes-child.ts'],
    because: 'it starts programs of its own, so it runs in an unprivileged child only',
    instead: 'what describeHardware() answers',
  },
  {
    import: ['node-notifier'],
    only: ['agent/desk/'],
    because: 'it starts programs of its own, so it runs in an unprivileged child only',
    instead: 'showNotice()',
  },
  {
    import: ['chokidar'],
    only: ['agent/sensors/'],
    because: 'watching files is what sensors are for',
    instead: 'an Observation',
  },
  {
    import: ['koffi'],
    only: ['agent/sensors/system-calls.linux.ts', 'agent/give-back.linux.ts'],
    because: 'a call of a foreign function can do anything, so two pages list all of them',
    instead: 'a function of the first, whose page it is',
  },
  {
    import: ['yaml'],
    only: ['policies/language/', 'agent/settings/'],
    because: 'text becomes data in one place, with faults that name line and column',
    instead: 'readPolicy() and readCatalog()',
  },
  {
    import: ['smol-toml'],
    only: ['agent/sensors/mcp-servers.ts', 'agent/sensors/mcp-child.ts'],
    because: 'of what others wrote in TOML, the names of MCP servers alone are wanted',
    instead: 'parseMcpServers()',
  },
  {
    import: ['tar-stream'],
    only: ['console/refresh/'],
    because: 'archives come from strangers: one file reads them, with its bounds',
    instead: 'digestsIn()',
  },
  {
    import: ['fastify', '@fastify/rate-limit', '@fastify/static', '@fastify/swagger'],
    only: ['console/api/'],
    because: 'rooms below the API know nothing of HTTP',
    instead: 'a function that a route calls',
  },
  {
    import: ['csv-stringify'],
    only: ['console/export/'],
    because: 'a cell that a spreadsheet calculates runs what a name says: one file knows how to prevent it',
    instead: 'csv()',
  },
  {
    import: ['prom-client'],
    only: ['console/api/metrics.ts'],
    because: 'a label is kept for ever: one page shows that none names a device or a person',
    instead: 'a line of Tally',
  },
  {
    import: ['kysely'],
    only: ['console/store/'],
    because: 'the store is one interface, whichever database stands behind it',
    instead: 'a method of Store',
  },
  {
    import: ['@peculiar/x509', 'reflect-metadata'],
    only: ['console/tls/make-certificate.ts', 'console/tls/scratch.ts'],
    because: 'certificates are made in one place, and the library is loaded when one is',
    instead: 'makeCa() and makeLeaf()',
  },
  {
    import: ['vite', '@vitejs/plugin-react'],
    only: ['console/web/build.ts', 'console/web/vite.config.ts'],
    because: 'the build tool is loaded only when there is something to build',
    instead: 'ensureBuilt()',
  },
  {
    import: ['esbuild'],
    only: ['installers/'],
    because: 'what runs from the repository is not built; a bundle is made for installing alone',
    instead: 'npm run package',
  },
]

/** What a room may import of our own: `may` whole, `types` with `import type` alone. Its own room is always allowed. */
export type Room = {
  readonly room: string
  readonly may: readonly string[]
  readonly types: readonly string[]
  /** Packages and built-ins that this room may use at all; absent: any that no power line forbids. */
  readonly packages?: readonly string[]
  readonly because: string
}

const SHARED = ['policies/decide/', 'policies/language/', 'protocol/']
const AGENT = [
  ...SHARED,
  'agent/platform.ts',
  'agent/drop-privileges.ts',
  'agent/programs.ts',
  'agent/open-file.ts',
  'agent/open-file-now.ts',
  'agent/astray.ts',
  'agent/near.ts',
  'agent/kept-waiting.ts',
  'agent/asked.ts',
  'agent/installation.ts',
]

export const ROOMS: readonly Room[] = [
  {
    room: 'protocol/',
    may: ['policies/decide/words.ts'],
    types: ['policies/'],
    packages: ['zod/mini'],
    because: 'both ends load it, so it touches nothing',
  },
  {
    room: 'policies/decide/',
    may: ['policies/language/leaves.ts'],
    types: ['policies/language/'],
    packages: [],
    because: 'a decision depends on its arguments alone: agent, preview and tests get the same answer',
  },
  {
    room: 'policies/language/',
    may: ['policies/decide/', 'protocol/text.ts'],
    types: [],
    packages: ['zod/mini', 'yaml'],
    because: 'texts are handed in: a policy is data, wherever it came from',
  },
  {
    room: 'agent/sensors/',
    may: AGENT,
    types: [],
    because: 'sensors see and do not judge',
  },
  { room: 'agent/identify/', may: AGENT, types: ['agent/sensors/'], because: 'data flows from sensors to here' },
  { room: 'agent/ledger/', may: SHARED, types: [], because: 'it keeps what it is given' },
  { room: 'agent/respond/', may: SHARED, types: ['agent/ledger/'], because: 'it acts on decisions, not on sightings' },
  {
    room: 'agent/uplink/',
    may: [...SHARED, 'agent/platform.ts'],
    types: ['agent/ledger/'],
    because: 'it sends entries and nothing else',
  },
  {
    room: 'agent/desk/',
    may: AGENT,
    types: ['agent/respond/'],
    because: 'it shows what it is handed; the daemon trusts nothing it says',
  },
  { room: 'agent/settings/', may: AGENT, types: [], because: 'settings are read before anything else is' },
  { room: 'agent/health/', may: SHARED, types: ['agent/platform.ts'], because: 'it names conditions; it causes none' },
  {
    room: 'agent/',
    may: ['policies/', 'protocol/', 'agent/', 'package.json'],
    types: [],
    because: 'agent/*.ts and agent/verbs/ join the rooms; the console is another process',
  },
  {
    room: 'console/web/',
    may: ['protocol/', 'policies/decide/words.ts'],
    types: ['policies/', 'console/api/'],
    because: 'it is a browser: what it may know, the API has answered',
  },
  { room: 'console/store/', may: SHARED, types: [], because: 'it stores what passed the door' },
  {
    room: 'console/export/',
    may: [],
    types: ['console/store/'],
    because: 'it writes what it is handed in the form that another program reads',
  },
  {
    room: 'console/tls/',
    may: ['console/access/origin.ts', 'console/write-whole.ts'],
    types: [],
    because: 'it knows files, names and a server, and nothing of what is said over it',
  },
  {
    room: 'console/intake/',
    may: [...SHARED, 'console/signed-by.ts', 'console/console-key.ts'],
    types: ['console/store/'],
    because: 'it lets in and hands on',
  },
  {
    room: 'console/',
    may: ['policies/', 'protocol/', 'console/'],
    types: [],
    because: 'the agent is another process',
  },
  {
    room: 'installers/',
    may: ['policies/language/', 'agent/programs.ts', 'agent/settings/shipped-catalog.ts'],
    types: [],
    because: 'it packs what the agent is made of, and runs none of it',
  },
  { room: 'start.ts', may: [], types: [], because: 'it starts two processes and joins none of their code' },
  { room: 'leash.ts', may: [], types: [], packages: [], because: 'it is loaded into both of them' },
]

/** Words that may stand only in these places. */
export type Phrase = {
  readonly phrase: RegExp
  readonly below: string
  readonly only: readonly string[]
  readonly because: string
  readonly instead: string
}

export const PHRASES: readonly Phrase[] = [
  {
    phrase: /\bprocess\.platform\b/,
    below: '',
    only: ['agent/platform.ts'],
    because: 'what differs between systems stands in files that carry the system in their name',
    instead: 'platform from agent/platform.ts',
  },
  {
    phrase: /\bprocess\.env\b/,
    below: 'agent/',
    only: ['agent/cli.ts'],
    because: 'settings have five layers and one result',
    instead: 'a setting that is handed in',
  },
  {
    phrase: /\bDate\.now\(|\bnew Date\(\)/,
    below: 'agent/',
    only: ['agent/verbs/'],
    because: 'a clock that is handed in can be wound by a test',
    instead: 'now()',
  },
  {
    phrase: /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(/,
    below: 'policies/',
    only: [],
    because: 'the same policy and the same facts give the same decision',
    instead: 'an argument',
  },
  {
    phrase: /(?<![.\w])(?:exec|execSync|execFileSync|spawnSync|eval)\(|shell: true|new Function\(/,
    below: 'agent/',
    only: [],
    because: 'machine content that reaches a shell is how agents like ours were broken',
    instead: 'a program of agent/programs.ts with its arguments as a list',
  },
  {
    phrase: /(?<![.\w])eval\(|\bnew Function\(|\bcreateRequire\b|\bdlopen\(|\bimport\((?!\s*(?:\/\*.*?\*\/\s*)?['"])/,
    below: '',
    // The bundle needs it to load koffi, which lies beside it.
    only: ['installers/bundle.ts', 'installers/koffi-beside.ts'],
    because:
      'what runs here is what was shipped: no plugin, no update channel, no code whose name is found at run time',
    instead: 'an import that names its module',
  },
  {
    phrase: /\bsi\.(?!(?:system|cpu|processes)\()\w/,
    below: 'agent/',
    only: [],
    because: 'of a library that starts programs by what it reads, three calls are known to read nothing of strangers',
    instead: 'what describeHardware() and the process sensor answer',
  },
  {
    phrase: /\bfetch\(|\bXMLHttpRequest\b|\bEventSource\b/,
    below: 'agent/',
    only: [],
    because: 'the agent calls its console alone, by the door of uplink/: it loads nothing from anywhere',
    instead: 'ledger.record(), and the uplink sends it',
  },
  {
    phrase: /timeZone|getTimezoneOffset|geolocation/,
    below: 'agent/',
    only: [],
    because: 'no behaviour depends on place',
    instead: 'UTC',
  },
  {
    phrase: /dangerouslySetInnerHTML|\.innerHTML\b/,
    below: 'console/web/',
    only: [],
    because: 'text from machines is rendered as text',
    instead: 'a text node',
  },
]

/** The longest file that still is one idea, in lines. */
export const LONGEST = 350
