import type { LiveNews } from '../../api/answers.ts'

/** The admins' live line: says which question has a new answer. Quietly comes back when it was cut. */

export type LiveState =
  | { readonly is: 'connecting' }
  | { readonly is: 'live' }
  | { readonly is: 'lost'; readonly since: number }

/** What of a WebSocket is used here. */
export type Line = {
  onopen: (() => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: (() => void) | null
  close(): void
}

export type LiveOptions = {
  readonly open: () => Line
  readonly news: (news: LiveNews) => void
  /** The line stands again after it was cut: whatever happened meanwhile was missed. */
  readonly missed: () => void
  readonly state: (state: LiveState) => void
  readonly now: () => number
  /** In [0, 1): spreads the attempts of many browsers. */
  readonly random: () => number
  /** Calls `then` after some ms; returns how to call it off. */
  readonly after: (ms: number, then: () => void) => () => void
}

const FIRST_WAIT = 1_000
const LONGEST_WAIT = 30_000
const SUBJECTS: readonly LiveNews['changed'][] = ['devices', 'detections', 'policies']

/** @returns what a frame says, null for what is no news. */
export const readNews = (data: unknown): LiveNews | null => {
  if (typeof data !== 'string' || data.length > 4_096) return null
  try {
    const value = JSON.parse(data) as Partial<LiveNews> | null
    const changed = SUBJECTS.find(subject => subject === value?.changed)
    return changed === undefined || typeof value?.id !== 'string' ? null : { changed, id: value.id }
  } catch {
    return null
  }
}

/** @returns how to hang up. */
export const openLive = (options: LiveOptions): (() => void) => {
  let line: Line | null = null
  let calledOff: (() => void) | null = null
  let tries = 0
  let everStood = false
  let lostSince: number | null = null
  let ended = false

  const connect = (): void => {
    calledOff = null
    const mine = options.open()
    line = mine
    mine.onopen = () => {
      tries = 0
      lostSince = null
      options.state({ is: 'live' })
      if (everStood) options.missed()
      everStood = true
    }
    mine.onmessage = ({ data }) => {
      const news = readNews(data)
      if (news !== null) options.news(news)
    }
    mine.onclose = () => {
      if (ended || line !== mine) return
      lostSince ??= options.now()
      options.state({ is: 'lost', since: lostSince })
      const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries)
      tries += 1
      calledOff = options.after(most * (0.5 + options.random() / 2), connect)
    }
  }

  options.state({ is: 'connecting' })
  connect()
  return () => {
    ended = true
    calledOff?.()
    line?.close()
  }
}
