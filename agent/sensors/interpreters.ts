/** How interpreters are told from other programs, and how they read their command lines up to the script. Pure. */

export type Interpreter = {
  readonly names: RegExp
  /** Options whose value is the next argument. */
  readonly valued: ReadonlySet<string>
  /** Options after which no file is run: code on the command line, a module by name, a task. */
  readonly noScript: ReadonlySet<string>
  /** Words before the script that are no script themselves. */
  readonly verbs: ReadonlySet<string>
  /** Words before which no file of ours is run: a package manager, a formatter, a downloaded tool. */
  readonly otherVerbs: ReadonlySet<string>
  /** Short options may be written as one (`-Bm`). */
  readonly clusters: boolean
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(word => word !== ''))

const NODE: Interpreter = {
  names: /^(?:node|nodejs)(?:[-.]?\d+)*(?:-MainThread)?$/,
  valued: words(`-r --require --import --loader --experimental-loader -C --conditions --env-file --env-file-if-exists
    --title --input-type --inspect-port --debug-port --max-http-header-size --icu-data-dir --openssl-config
    --redirect-warnings --report-dir --report-directory --report-filename --report-signal --secure-heap
    --secure-heap-min --snapshot-blob --stack-trace-limit --tls-cipher-list --tls-keylog --trace-event-categories
    --trace-event-file-pattern --unhandled-rejections --v8-pool-size --watch-path --watch-kill-signal --cpu-prof-dir
    --cpu-prof-interval --cpu-prof-name --heap-prof-dir --heap-prof-interval --heap-prof-name --heapsnapshot-signal
    --heapsnapshot-near-heap-limit --diagnostic-dir --disable-proto --disable-warning --dns-result-order
    --localstorage-file --experimental-config-file --max-old-space-size-percentage --allow-fs-read --allow-fs-write
    --network-family-autoselection-attempt-timeout --trace-require-module`),
  noScript: words('-e --eval -p --print -pe --run --test -v --version -h --help --build-sea'),
  verbs: words('inspect debug'),
  otherVerbs: words(''),
  clusters: false,
}

const BUN: Interpreter = {
  names: /^bun$/,
  valued: words(`-r --preload --require --import --cwd -c --config -d --define -l --loader --env-file --conditions
    --tsconfig-override -F --filter --main-fields --extension-order --jsx-factory --port --inspect-port`),
  noScript: words('-e --eval -p --print -v --version --revision -h --help'),
  verbs: words('run'),
  otherVerbs: words(
    'x test repl exec install i add a remove rm update link unlink pm build init create upgrade publish',
  ),
  clusters: false,
}

const DENO: Interpreter = {
  names: /^deno$/,
  valued: words(`-c --config --import-map --lock -L --log-level --seed --location --cert --env-file --node-modules-dir
    --v8-flags --ext --unsafely-ignore-certificate-errors -P --permission-set --preload --require --import`),
  noScript: words('-V --version -h --help'),
  verbs: words('run serve watch'),
  otherVerbs: words(`eval repl task test bench fmt lint check compile install i add remove uninstall cache info doc
    upgrade jupyter types publish init coverage lsp x`),
  clusters: false,
}

const PYTHON: Interpreter = {
  names: /^(?:python|pypy)[\d.]*(?:-dbg|t)?$/,
  valued: words('-W -X --check-hash-based-pycs'),
  noScript: words('-c -m -V --version -h --help'),
  verbs: words(''),
  otherVerbs: words(''),
  clusters: true,
}

const ALL = [NODE, BUN, DENO, PYTHON]

/** @param program base name of the program file. @param thread the process's own name, where that tells more. */
export const interpreterOf = (program: string, thread: string): Interpreter | null => {
  const name = program.replace(/\.exe$/i, '').toLowerCase()
  // Node names its main thread so, whatever its file is called.
  if (thread === 'node-MainThread') return NODE
  return ALL.find(interpreter => interpreter.names.test(name)) ?? null
}

/**
 * What can be the script, likeliest first. More than one only where an unknown option may have a value or not.
 * @param args the command line after argv[0].
 */
export const scriptArguments = (interpreter: Interpreter, args: readonly string[]): string[] => {
  const found: string[] = []
  let unsure = false
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '-' || arg === '') return found
    if (arg === '--') return [...found, ...args.slice(i + 1, i + 2)]
    if (arg.startsWith('-')) {
      const [option = '', value] = arg.startsWith('--') ? arg.split('=', 2) : [arg]
      if (interpreter.noScript.has(option)) return found
      const cluster = interpreter.clusters && /^-[A-Za-z]{2,}/.test(arg) ? clusterOf(interpreter, arg) : null
      if (cluster === 'no-script') return found
      const takesNext = (interpreter.valued.has(option) && value === undefined) || cluster === 'takes-next'
      if (takesNext) i++
      unsure = !takesNext && value === undefined && arg.startsWith('--')
      continue
    }
    if (found.length === 0 && interpreter.otherVerbs.has(arg)) return []
    if (found.length === 0 && interpreter.verbs.has(arg)) continue
    found.push(arg)
    if (!unsure || found.length > 3) return found
    unsure = false
  }
  return found
}

/**
 * Whether an interpreter that was given no file reads its program from standard input: nothing is left to do else.
 * @param args the command line after argv[0].
 */
export const readsInput = (interpreter: Interpreter, args: readonly string[]): boolean => {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '-') return true
    const option = arg.startsWith('--') ? (arg.split('=', 1)[0] ?? '') : arg
    if (interpreter.verbs.has(arg)) continue
    if (!option.startsWith('-') || option === '--' || interpreter.noScript.has(option)) return false
    const cluster = interpreter.clusters && /^-[A-Za-z]{2,}/.test(arg) ? clusterOf(interpreter, arg) : null
    if (cluster === 'no-script') return false
    if (cluster === 'takes-next' || (interpreter.valued.has(option) && option === arg)) i++
  }
  return true
}

const clusterOf = (interpreter: Interpreter, arg: string): 'no-script' | 'takes-next' | null => {
  for (const [at, letter] of [...arg.slice(1)].entries()) {
    if (interpreter.noScript.has(`-${letter}`)) return 'no-script'
    if (interpreter.valued.has(`-${letter}`)) return at === arg.length - 2 ? 'takes-next' : null
  }
  return null
}
