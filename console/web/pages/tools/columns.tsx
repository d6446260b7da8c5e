import { Link } from '@tanstack/react-router'
import type { Tool } from '../../../api/answers.ts'
import type { Column } from '../../parts/list.tsx'
import { VerdictMark } from '../../parts/marks.tsx'
import { figure, many } from '../../words/count.ts'
import { CATEGORY_WORD } from '../../words/verdict.ts'

const Count = ({ of }: { of: number }) => (of === 0 ? <span className="soft">0</span> : figure(of))

export const toolColumns: readonly Column<Tool>[] = [
  {
    id: 'name',
    head: 'Assistant',
    phone: 'lead',
    cell: ({ entry }) => (
      <Link className="whole" to="/tools/$tool" params={{ tool: entry.tool }} search={true}>
        <span className="name">{entry.name}</span>
      </Link>
    ),
  },
  { id: 'vendor', head: 'Maker', cell: ({ entry }) => entry.vendor },
  { id: 'category', head: 'Kind', cell: ({ entry }) => CATEGORY_WORD[entry.category] },
  { id: 'verdict', head: 'Verdict', phone: 'tail', cell: tool => <VerdictMark of={tool.verdict} /> },
  { id: 'devices', head: 'Devices', number: true, cell: tool => <Count of={tool.devices} /> },
  { id: 'running', head: 'Running this hour', number: true, cell: tool => <Count of={tool.running} /> },
]

export const ToolBrief = ({ of }: { of: Tool }) => (
  <>
    {of.entry.vendor} · {CATEGORY_WORD[of.entry.category]} · {many(of.devices, 'device')}
  </>
)

export const toolKey = (tool: Tool): string => tool.entry.tool
