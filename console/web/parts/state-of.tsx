import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { AskError, type Why } from '../ask/api.ts'

/** Why a page cannot be shown: what happened, what is not affected, what to do. */
const FAILED: Record<Why, (what: string, said: string) => { title: string; says: string; todo: string | null }> = {
  unreachable: what => ({
    title: 'The console does not answer',
    says: `So ${what} cannot be shown. The devices are not affected: agents go on by the policy they have, and keep what they have to report.`,
    todo: 'Check that the console runs and that you can reach it, then try again.',
  }),
  failed: (what, said) => ({
    title: 'That did not work',
    says: `${said} So ${what} cannot be shown. What is stored is not affected, nor are the devices.`,
    todo: 'Try again. If it stays so, the log of the console names the cause.',
  }),
  forbidden: what => ({
    title: 'Not for this account',
    says: `Your role does not include ${what}. Nothing else is affected.`,
    todo: null,
  }),
  'not-found': (what, said) => ({ title: 'There is no such thing', says: `${said} (${what})`, todo: null }),
  'signed-out': () => ({ title: 'You are signed out', says: 'Nothing else is affected.', todo: null }),
}

export const Failed = ({ error, what, again }: { error: Error; what: string; again: () => void }) => {
  const why: Why = error instanceof AskError ? error.why : 'failed'
  const { title, says, todo } = FAILED[why](what, error.message)
  return (
    <div className="note" role="alert">
      <h2>{title}</h2>
      <p>{says}</p>
      {todo === null ? null : (
        <>
          <p>{todo}</p>
          <Button className="button" onPress={again}>
            Try again
          </Button>
        </>
      )}
    </div>
  )
}

/** What is being done and, past a second, for how long. */
export const Reading = ({ what }: { what: string }) => {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds(so => so + 1), 1_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <span className="soft" role="status">
      Reading {what}
      {seconds === 0 ? '…' : `: no answer from the console for ${seconds} s`}
    </span>
  )
}

/** One question in its states. A later failure keeps what was read before: the lost line says that it is old. */
export const Answer = <T,>({
  of,
  what,
  reading,
  ready,
}: {
  of: UseQueryResult<T>
  what: string
  reading: ReactNode
  ready: (data: T) => ReactNode
}) => {
  if (of.data !== undefined) return ready(of.data)
  if (of.isError) return <Failed error={of.error} what={what} again={() => void of.refetch()} />
  return reading
}
