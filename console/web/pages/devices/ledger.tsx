import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useCallback } from 'react'
import { Button } from 'react-aria-components/Button'
import type { ListedEntry } from '../../../../protocol/entry.ts'
import * as questions from '../../ask/questions.ts'
import { Panel } from '../../parts/panel.tsx'
import { Raw } from '../../parts/raw.tsx'
import { Failed, Reading } from '../../parts/state-of.tsx'
import { When } from '../../parts/when.tsx'
import { many } from '../../words/count.ts'
import { bodyText, entryWords } from '../../words/entry.ts'

const whole = ({ body, digest, hash }: ListedEntry): string =>
  `${body === null ? '' : `${bodyText(body)}\n\n`}sha-256 ${digest}\nhash    ${hash}`

const Row = ({ of }: { of: ListedEntry }) => (
  <li>
    <span className="number soft">{of.seq}</span>
    <Raw label={entryWords(of.kind, of.body)} text={whole(of)} />
    <span className="soft">
      <When at={of.at} as="exact" />
    </span>
    {of.erasedOn === undefined ? null : (
      <span className="soft erased">
        Its text was erased <When at={of.erasedOn} as="away" />; the hash stays.
      </span>
    )}
  </li>
)

const Entries = ({ of, more, read }: { of: readonly ListedEntry[]; more: boolean; read: () => void }) => (
  <div className="panel-body">
    <header>
      <h2>Ledger</h2>
      <p>
        {more ? `The first ${many(of.length, 'entry', 'entries')}` : many(of.length, 'entry', 'entries')}, in order.
        Each is chained to the one before; the employee can list the same with <code>waymark ledger</code>.
      </p>
    </header>
    <ol className="entries">
      {of.map(entry => (
        <Row key={`${entry.epoch} ${entry.seq}`} of={entry} />
      ))}
    </ol>
    {more ? (
      <Button className="button" onPress={read}>
        Read more entries
      </Button>
    ) : null}
  </div>
)

export const LedgerPanel = () => {
  const { id } = useParams({ from: '/devices/$id/ledger' })
  const navigate = useNavigate()
  const query = useInfiniteQuery(questions.entries(id))
  const back = useCallback(() => void navigate({ to: '/devices/$id', params: { id }, search: true }), [navigate, id])
  const rows = query.data?.pages.flatMap(({ items }) => items)
  return (
    <Panel
      label="Received from this device"
      close={back}
      acts={
        <Link className="button bare" to="/devices/$id" params={{ id }} search={true}>
          Device
        </Link>
      }
    >
      {rows === undefined ? (
        query.isError ? (
          <Failed error={query.error} what="its entries" again={() => void query.refetch()} />
        ) : (
          <div className="panel-body">
            <Reading what="its entries" />
          </div>
        )
      ) : (
        <Entries of={rows} more={query.hasNextPage} read={() => void query.fetchNextPage()} />
      )}
    </Panel>
  )
}
