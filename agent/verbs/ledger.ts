import { reportOf } from '../../protocol/body.ts'
import { LedgerList } from '../../protocol/desk.ts'
import type { ListedEntry } from '../../protocol/entry.ts'
import { faultInWords } from '../../protocol/listed-faults.ts'
import type { Report } from '../../protocol/report.ts'
import { ask } from './ask.ts'
import { faultsOf } from './check-ledger.ts'
import { counted, dayOf, minuteOf } from './dates.ts'
import { sentenceOf } from './entry-words.ts'
import { hanging } from './hanging.ts'
import { ink, type Page } from './page.ts'
import { type Around, verb } from './verb.ts'
import { VerbFault } from './verb-fault.ts'

/** Every page of it. A ledger that grows meanwhile is listed up to where its last page saw it. */
const wholeLedger = async (around: Around): Promise<LedgerList> => {
  const pages: LedgerList[] = []
  for (;;) {
    const after = pages.at(-1)?.entries.at(-1)?.seq ?? 0
    const page = await ask(around, `/v1/ledger?after=${after}`, LedgerList)
    if (pages[0] !== undefined && pages[0].epoch !== page.epoch)
      throw new VerbFault('the ledger began anew meanwhile', page.epoch, 'ask again')
    pages.push(page)
    const last = page.entries.at(-1)
    if (last === undefined || last.seq >= page.head.seq)
      return {
        device: page.device,
        epoch: page.epoch,
        head: page.head,
        entries: pages.flatMap(({ entries }) => entries),
        open: page.open,
      }
  }
}

const textOf = (list: LedgerList, page: Page): string => {
  const faults = faultsOf(list)
  const names = new Map<string, string>()
  const digits = String(list.head.seq).length
  const lines = list.entries.map(entry => {
    const start = `${String(entry.seq).padStart(digits)}  ${entry.withheld ? ' '.repeat(16) : minuteOf(entry.at)}  `
    return hanging(page, start, lineOf(entry, names))
  })
  const open = list.open.map(row => {
    const name = names.get(row.detection) ?? row.detection
    return `${name}: ${counted(row.count, 'more start')} in the hour from ${minuteOf(row.hour)}`
  })
  return [
    faults.length === 0
      ? `${counted(list.entries.length, 'entry', 'entries')}, and the chain holds. All that leaves this device stands here.`
      : ink(page, 'red', `The chain does not hold: ${counted(faults.length, 'entry', 'entries')} of ${list.head.seq}.`),
    ...faults.map(fault => `  ${faultInWords(fault)}`),
    "Times are UTC; where they tell of somebody's use, the whole hour.",
    '',
    ...lines,
    ...(open.length === 0 ? [] : ['', 'Counted, and written down when the hour is over:', ...open.map(o => `  ${o}`)]),
  ].join('\n')
}

const lineOf = (entry: ListedEntry, names: Map<string, string>): string => {
  if (entry.withheld === true) return 'Withheld: it concerns another account.'
  if (entry.body === null) return `${entry.kind}, erased on ${dayOf(entry.erasedOn ?? 0)}; its hash stays.`
  const read = reportOf(entry.body)
  if (!read.ok) return `Not readable: ${read.reason}.`
  remember(read.report, names)
  return sentenceOf(read.report, id => names.get(id) ?? `detection ${id}`)
}

const remember = (report: Report, names: Map<string, string>): void => {
  if (report.kind === 'detection-seen' || report.kind === 'detection-changed')
    names.set(report.detection.id, report.detection.name)
}

export const ledger = verb({
  name: 'ledger',
  about: 'list every report that was made on this device, and check that none was changed',
  needs: 'agent',
  flags: {},
  prints: 'value',
  run: async around => {
    const list = await wholeLedger(around)
    for (const fault of faultsOf(list)) around.say(`waymark: the ledger was changed: ${faultInWords(fault)}`)
    return list
  },
  text: textOf,
  exit: list => (faultsOf(list).length === 0 ? 0 : 1),
})
