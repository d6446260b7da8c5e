import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { withoutNetwork } from '../no-network.ts'
import { ASSISTANTS, type AssistantName } from '../pins.ts'
import { cachedAssistant } from '../real-assistants.ts'
import { scan } from './scan.ts'

/** A real assistant and what it has to be called. */
export type Real = {
  readonly name: AssistantName
  readonly tool: string
  /**
   * What says its version when it is asked, below the package's folder; absent: the command that a person types.
   * `because`: it cannot be asked.
   */
  readonly asked?: string | { readonly because: string }
  /** Tools that the package brings along, each inside it. */
  readonly brings?: readonly string[]
}

const run = promisify(execFile)

/** One home with one assistant: named, as nothing else, with its exact version, by two kinds of evidence at least. */
export const holdsNamed = async ({ name, tool, asked, brings = [] }: Real): Promise<void> => {
  const { version, package: pkg } = ASSISTANTS[name]
  const { home, arrangement } = await cachedAssistant(name)
  const scratch = await mkdtemp(join(tmpdir(), 'waymark-named-'))
  try {
    const { detections } = await scan(['--home', home], scratch)
    const own = detections.filter(found => found.inside === undefined)
    assert.deepEqual(
      own.map(found => ({ tool: found.tool, version: found.version, state: found.state })),
      [{ tool, version, state: 'present' }],
    )
    const [found] = own
    assert.ok(found !== undefined)
    const kinds = new Set(found.evidence.map(({ kind }) => kind))
    kinds.delete('config')
    assert.ok(kinds.size >= 2, `only ${[...kinds].join(', ')}`)
    const others = detections.filter(each => each !== found)
    assert.deepEqual(others.map(each => each.tool).sort(), [...brings].sort())
    assert.ok(
      others.every(({ inside }) => inside?.startsWith(pkg)),
      'what it brings along is told to be inside it',
    )
    if (typeof asked === 'object') return
    const program = asked === undefined ? arrangement.command : join(await realpath(arrangement.root), asked)
    const alone = withoutNetwork(program, ['--version'])
    const env = { HOME: scratch, PATH: process.env.PATH }
    const said = await run(alone.file, alone.args, { env, cwd: scratch, timeout: 120_000 })
    assert.ok(`${said.stdout}${said.stderr}`.includes(version), `it says ${said.stdout.trim()}`)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
