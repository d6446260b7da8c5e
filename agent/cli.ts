import { existsSync } from 'node:fs'
import path from 'node:path'

/** `waymark VERB`: checks the Node that runs it before it loads what an older one cannot read. */

const LEAST = 26
const major = Number.parseInt(process.versions.node, 10)

if (major < LEAST) {
  console.error(
    `waymark: this Node is too old: ${process.versions.node}: use \`npm run -s waymark -- VERB\`, which brings Node ${LEAST}`,
  )
  process.exitCode = 2
} else {
  const { commandLine } = await import('./verbs/command-line.ts')
  const { installed, ROOT } = await import('./installation.ts')
  // In the repository the verbs mean what `npm start` runs there.
  const home = path.join(ROOT, '.waymark')
  const env = !installed && existsSync(home) ? { WAYMARK_HOME: home, ...process.env } : process.env
  process.exitCode = await commandLine(process.argv.slice(2), { env, stdout: process.stdout, stderr: process.stderr })
}
