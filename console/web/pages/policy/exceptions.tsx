import type { PolicyDocument } from '../../../api/answers.ts'

/** Who is let off, until when and by whom. */
export const Exceptions = ({ of }: { of: PolicyDocument }) => {
  const exceptions = of.document.exceptions ?? []
  if (exceptions.length === 0) return null
  return (
    <section className="rule">
      <h2>Exceptions</h2>
      <ul className="lines">
        {exceptions.map(({ id, rule, account, device, until, reason, approvedBy }) => (
          <li key={id}>
            <span>
              {account ?? 'Everybody'} on {device ?? 'every device'}, from rule <code>{rule}</code>, until {until}.{' '}
              {reason}
            </span>
            <span className="soft">{approvedBy}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
