import { useQuery } from '@tanstack/react-query'
import type { Device } from '../../../api/answers.ts'
import { approve, revoke } from '../../ask/orders.ts'
import * as questions from '../../ask/questions.ts'
import { OrderButton } from '../../parts/order-button.tsx'

/** What an operator may decide about a device. */
export const Decide = ({ of }: { of: Device }) => {
  const { data } = useQuery(questions.me)
  if (data === undefined || data.role === 'viewer') return null
  const beside = of.flags.some(({ evidence }) => evidence === 'same-hardware')
  const settles = of.state === 'enrolled' && of.flags.length > 0
  return (
    <div className="decide">
      {of.state === 'enrolled' ? null : beside ? (
        <>
          <OrderButton
            label="Approve in place of the older one"
            asks="This key counts from now on, and the other keys of this machine may not connect any more."
            run={() => approve(of.id, 'replace')}
          />
          <OrderButton
            label="Approve beside the older one"
            asks="Both count from now on, as two devices: right where machines that are copies of each other say the same of their hardware."
            run={() => approve(of.id, 'keep')}
          />
        </>
      ) : (
        <OrderButton
          label="Approve"
          asks="It counts from now on, and may connect."
          run={() => approve(of.id, 'keep')}
        />
      )}
      {settles ? (
        <OrderButton
          label="Settle its remarks"
          asks="You have looked, and it is in order. What is noticed from now on is shown again."
          run={() => approve(of.id, 'keep')}
        />
      ) : null}
      {of.state === 'revoked' || of.state === 'replaced' ? null : (
        <OrderButton
          label="Revoke its enrolment"
          asks="It may not connect any more, counts in no figure, and what it has to say waits on the device. The agent tells its user so."
          run={() => revoke(of.id)}
        />
      )}
    </div>
  )
}
