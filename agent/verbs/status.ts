import { Status } from '../../protocol/desk.ts'
import { type Answered, ask } from './ask.ts'
import { counted, fromNow } from './dates.ts'
import { hanging } from './hanging.ts'
import { columns, ink, type Page } from './page.ts'
import { verb } from './verb.ts'

const SENSOR: Record<Status['sensors'][number]['state'], string> = {
  working: 'working',
  failed: 'failed',
  unsupported: 'not on this system',
}

const headline = ({ health, conditions }: Status, page: Page): string => {
  if (health === 'healthy') return ink(page, 'green', 'Healthy.')
  const degraded = conditions.filter(({ severity }) => severity === 'degraded')
  return ink(page, 'yellow', `Degraded: ${degraded.map(({ condition }) => condition).join(', ')}.`)
}

const textOf = (status: Answered<Status>, page: Page): string => {
  const { enrolled, connected, policy, sensors, outbox, head, conditions, notSeen, unsupported } = status
  const facts = columns([
    ['Enrolled', enrolled === null ? 'no' : `${enrolled.device} with ${enrolled.console}`],
    ['Console', connected ? 'connected' : 'not connected'],
    ['Policy', policy === null ? 'none' : `${policy.policy}, serial ${policy.serial}`],
    ['Sensors', sensors.map(({ sensor, state }) => `${sensor} ${SENSOR[state]}`).join(', ') || 'none'],
    ['Outbox', outbox === 0 ? 'empty' : `${counted(outbox, 'entry waits', 'entries wait')} to be sent`],
    ['Ledger', `${counted(head.seq, 'entry', 'entries')}, epoch ${head.epoch.slice(0, 8)}`],
    ['Agent', status.agent],
  ])
  const list = (title: string, told: readonly { what: string; why: string }[]): string[] =>
    told.length === 0 ? [] : ['', title, ...told.map(({ what, why }) => hanging(page, '  ', `${what}: ${why}`))]
  return [
    headline(status, page),
    ...conditions.map(({ says, since }) => hanging(page, '  ', `${says} (${fromNow(since, status.at)})`)),
    '',
    ...facts,
    ...list('Not looked at:', notSeen),
    ...list('Not possible on this system, and no fault:', unsupported),
  ].join('\n')
}

export const status = verb({
  name: 'status',
  about: 'how the agent is: enrolment, console, policy, sensors, outbox',
  needs: 'agent',
  flags: {},
  prints: 'value',
  run: around => ask(around, '/v1/status', Status),
  text: textOf,
  exit: ({ health }) => (health === 'healthy' ? 0 : 1),
})
