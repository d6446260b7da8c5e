import { Fragment, useEffect, useState } from 'react'
import { Button } from 'react-aria-components/Button'

/** Copies a text and says so where it was pressed. */
export const Copy = ({ text, label = 'Copy' }: { text: string; label?: string }) => {
  const [said, setSaid] = useState<string | null>(null)
  useEffect(() => {
    if (said === null) return
    const timer = setTimeout(() => setSaid(null), 2_000)
    return () => clearTimeout(timer)
  }, [said])
  const copy = (): void => {
    // The clipboard is there for pages from https or this machine only.
    const done = navigator.clipboard?.writeText(text) ?? Promise.reject()
    done.then(
      () => setSaid('Copied'),
      () => setSaid('Could not copy'),
    )
  }
  return (
    <Button className="button bare" onPress={copy}>
      <span aria-live="polite">{said ?? label}</span>
    </Button>
  )
}

/** A command as it is typed, to be copied. */
export const Command = ({ text }: { text: string }) => (
  <div className="command">
    <code>
      {text.split(' ').map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a word of a command is its place
        <Fragment key={index}>
          <span>{word}</span>{' '}
        </Fragment>
      ))}
    </code>
    <Copy text={text} />
  </div>
)
