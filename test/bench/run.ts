import { readdir } from 'node:fs/promises'
import type { Result } from './result.ts'

/** `npm run bench -- NAME [--json]`: one bench, one file `NAME.bench.ts`, whose `bench` runs it. */

const names = (await readdir(import.meta.dirname))
  .flatMap(file => /^([a-z-]+)\.bench\.ts$/.exec(file)?.[1] ?? [])
  .sort()
const args = process.argv.slice(2)
const json = args.includes('--json')
const [name = ''] = args.filter(arg => arg !== '--json')

const rounded = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 })

const inWords = (result: Result): string => {
  const line = (who: string, figures: Readonly<Record<string, number>>): string =>
    `  ${who.padEnd(24)} ${Object.entries(figures)
      .map(([key, value]) => `${key} ${rounded(value)}`)
      .join('  ')}`
  return [
    `${result.bench}: n ${result.n}, ${result.unit}`,
    line('Waymark', result.ours),
    ...Object.entries(result.peers).map(([peer, figures]) => line(peer, figures)),
    ...Object.entries(result.ratio).map(([peer, ratio]) => `  ${rounded(ratio)} × ${peer}`),
    `  goal: ${result.goal}: ${result.met ? 'met' : 'not met'}`,
    ...result.notes.map(note => `  ${note}`),
  ].join('\n')
}

if (names.includes(name)) {
  const { bench } = (await import(`./${name}.bench.ts`)) as { bench: () => Promise<Result> }
  const result = await bench()
  process.stdout.write(`${json ? JSON.stringify(result) : inWords(result)}\n`)
} else {
  process.stderr.write(`usage: npm run bench -- NAME [--json], where NAME is one of: ${names.join(', ')}\n`)
  process.exitCode = 2
}
