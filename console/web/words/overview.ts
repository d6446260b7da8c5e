import type { Overview } from '../../api/answers.ts'
import { figure, many } from './count.ts'
import { type Linked, linked, type Sentence, type Target } from './sentence.ts'

const detections = (search: Extract<Target, { page: '/detections' }>['search']): Target => ({
  page: '/detections',
  search,
})
const ALL_DEVICES: Target = { page: '/devices', search: {} }

/** How the migration goes, in a sentence or two. */
export const headline = (overview: Overview): Sentence => {
  const { total } = overview.devices
  if (total === 0) return ['No device has enrolled yet.']
  return [...stillBanned(overview), ...moved(overview)]
}

const stillBanned = (overview: Overview): Sentence => {
  const { total } = overview.devices
  const { devices, running, aWeekAgo } = overview.verdicts.banned
  const all = linked(many(total, 'device'), ALL_DEVICES)
  if (devices === 0)
    return total === 1
      ? ['This one ', linked('device', ALL_DEVICES), ' has nothing that is banned.']
      : ['None of ', all, ' has a banned assistant.']
  const banned = overview.products.filter(product => product.verdict === 'banned')
  const only = banned.length === 1 ? banned[0] : undefined
  const what =
    only?.name ?? (banned.length > 1 ? `one of ${figure(banned.length)} banned assistants` : 'a banned assistant')
  const subject: Sentence =
    total === 1
      ? ['The one ', linked('device', detections({ verdict: 'banned' })), ' here still has ']
      : [
          linked(figure(devices), detections({ verdict: 'banned' })),
          ' of ',
          all,
          ` still ${devices === 1 ? 'has' : 'have'} `,
        ]
  return [...subject, what, ...change(devices, aWeekAgo), ...runningThisHour(running, devices), '.']
}

const change = (devices: number, aWeekAgo: number | null): Sentence => {
  if (aWeekAgo === null) return []
  const fewer = aWeekAgo - devices
  if (fewer === 0) return [', as many as a week ago']
  return [`, ${figure(Math.abs(fewer))} ${fewer > 0 ? 'fewer' : 'more'} than a week ago`]
}

const runningThisHour = (running: number, devices: number): Sentence => {
  if (running === 0) return []
  const link: Linked = linked(
    running < devices
      ? `running on ${figure(running)} this hour`
      : `running ${devices === 1 ? '' : 'on all of them '}this hour`,
    detections({ verdict: 'banned', state: 'running' }),
  )
  return ['; ', link]
}

const moved = (overview: Overview): Sentence => {
  const { devices } = overview.verdicts.sanctioned
  if (overview.sanctioned === null) return []
  if (devices === 0) return [` Nobody has ${overview.sanctioned} yet.`]
  const who = overview.devices.total === 1 ? 'It' : linked(figure(devices), detections({ verdict: 'sanctioned' }))
  return [' ', who, overview.devices.total === 1 || devices === 1 ? ' has ' : ' have ', overview.sanctioned, '.']
}

type What = Overview['waiting'][number]['what']

/** What waits for a person, and what to do about it. */
export const WAITING: Record<What, (count: number) => { says: Linked; means: string }> = {
  'unreviewed-tools': count => ({
    says: linked(`${many(count, 'assistant')} nobody has decided on`, detections({ verdict: 'unreviewed' })),
    means: 'Name them in the policy: banned, allowed or sanctioned.',
  }),
  'silent-devices': count => ({
    says: linked(`${many(count, 'device')} silent for more than a day`, {
      page: '/devices',
      search: { contact: 'silent' },
    }),
    means: 'Switched off, off the network, or the agent is gone.',
  }),
  'degraded-agents': count => ({
    says: linked(`${many(count, 'agent')} not quite well`, { page: '/devices', search: { degraded: 'true' } }),
    means: 'Each says which of its parts failed; the rest goes on.',
  }),
  'ledger-forks': count => ({
    says: linked(`${many(count, 'device')} whose ledger split in two`, {
      page: '/devices',
      search: { flagged: 'true' },
    }),
    means: 'Its list and ours differ from one entry on. Look before you trust either.',
  }),
  'pending-devices': count => ({
    says: linked(`${many(count, 'device')} to approve`, { page: '/devices', search: { state: 'pending' } }),
    means: 'A new key on a machine that is known by another one. It counts once you approve it.',
  }),
  'keys-in-two-places': count => ({
    says: linked(`${many(count, 'key')} that may be at work in two places`, {
      page: '/devices',
      search: { flagged: 'true' },
    }),
    means: 'A disk was copied or moved. Each device says what was noticed.',
  }),
}
