import path from 'node:path'
import { watch } from 'chokidar'
import type { Home, NotSeen } from './observation.ts'

/** Time from the first change to telling of it, ms: an installation is many changes. */
const SETTLE = 300

export type WatchOptions = {
  readonly homes: readonly Home[]
  /** Of configurations, in the catalog's grammar. */
  readonly patterns: readonly string[]
}

/**
 * Tells that a configuration of the catalog came or went in a home. Nothing is opened, and what lies in a folder is not
 * looked at: existence alone counts. Paths need not be there yet.
 * @param changed called at most once each 300 ms; never while the watch begins.
 * @param failed told, once a reason, what cannot be watched: what else can be is watched all the same.
 * @returns stops watching.
 */
export const watchConfigs = async (
  { homes, patterns }: WatchOptions,
  changed: () => void,
  failed: (notSeen: NotSeen) => void = () => {},
): Promise<() => Promise<void>> => {
  const watched = watchedPaths(homes, patterns)
  const onTheWay = new Set(watched.flatMap(file => [file, ...foldersAbove(file)]))
  // From the home down: a path whose own watch stands alone is lost when its folder is replaced while it is looked at.
  const watcher = watch([...new Set(homes.map(({ home }) => home))], {
    // Not `depth`: nothing but what leads to a configuration is entered, however deep that lies.
    ignored: file => !onTheWay.has(file),
    followSymlinks: false,
    ignoreInitial: true,
    ignorePermissionErrors: true,
  })
  let timer: NodeJS.Timeout | undefined
  const soon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      changed()
    }, SETTLE)
  }
  for (const event of ['add', 'addDir', 'unlink', 'unlinkDir'] as const) watcher.on(event, soon)
  const said = new Set<string>()
  watcher.on('error', error => {
    const why = reasonOf(error)
    // Every folder that cannot be watched says so; one word is enough.
    if (!said.has(why)) failed({ what: 'changes of configurations', why })
    said.add(why)
  })
  const { promise: ready, resolve } = Promise.withResolvers<void>()
  watcher.once('ready', resolve)
  // With nothing to watch there is no such event.
  if (homes.length > 0) await ready
  return async () => {
    clearTimeout(timer)
    await watcher.close()
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the limit of watches is reached (fs.inotify.max_user_watches): they are found when all is looked at again',
  EMFILE:
    'the limit of watchers is reached (fs.inotify.max_user_instances): they are found when all is looked at again',
}

/** @returns words without a path: it may be a person's. */
const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
  return REASONS[code] ?? `some cannot be watched (${code})`
}

const foldersAbove = (file: string): string[] => {
  const above: string[] = []
  for (let at = path.dirname(file); at !== path.dirname(at); at = path.dirname(at)) above.push(at)
  return [...above, path.parse(file).root]
}

/** @returns the paths that count: each as it is written, or the folder before its first `*`. A home itself never is one. */
export const watchedPaths = (homes: readonly Home[], patterns: readonly string[]): string[] => {
  const fixed = patterns
    .filter(pattern => pattern.startsWith('~/'))
    .map(pattern => pattern.slice(2).split(/\/\*{1,2}(?:\/|$)/, 1)[0] ?? '')
    .filter(relative => relative !== '' && !relative.includes('*'))
  return [...new Set(homes.flatMap(({ home }) => fixed.map(relative => path.join(home, relative))))]
}
