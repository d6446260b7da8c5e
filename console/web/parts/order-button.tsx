import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'

type Props = {
  readonly label: string
  /** What will be so once it is done: asked about before it is, where it is given. */
  readonly asks?: string
  readonly run: () => Promise<unknown>
}

/** Has the console do something, and shows where it was pressed that it was not done. */
export const OrderButton = ({ label, asks, run }: Props) => {
  const [asked, setAsked] = useState(false)
  const client = useQueryClient()
  const { mutate, isPending, error } = useMutation({
    mutationFn: run,
    onSuccess: () => client.invalidateQueries(),
    onSettled: () => setAsked(false),
  })
  return (
    <div className="asking">
      {asked ? (
        <>
          <p>{asks}</p>
          <span>
            <Button className="button" autoFocus onPress={() => mutate()} isDisabled={isPending}>
              {isPending ? 'Doing it…' : `Yes: ${label.slice(0, 1).toLowerCase()}${label.slice(1)}`}
            </Button>
            <Button className="button bare" onPress={() => setAsked(false)}>
              Leave it as it is
            </Button>
          </span>
        </>
      ) : (
        <Button
          className="button"
          onPress={() => (asks === undefined ? mutate() : setAsked(true))}
          isDisabled={isPending}
        >
          {isPending ? 'Doing it…' : label}
        </Button>
      )}
      {error === null ? null : <p role="alert">{error.message} Nothing else is affected.</p>}
    </div>
  )
}
