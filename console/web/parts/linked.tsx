import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { Linked, Sentence } from '../words/sentence.ts'

/** A figure or name that leads to what it counts. */
export const LinkedText = ({ of: { text, target } }: { of: Linked }) => {
  if (target.page === '/detections')
    return (
      <Link to="/detections" search={target.search}>
        {text}
      </Link>
    )
  if (target.page === '/devices')
    return (
      <Link to="/devices" search={target.search}>
        {text}
      </Link>
    )
  return <Link to={target.page}>{text}</Link>
}

export const SentenceText = ({ of }: { of: Sentence }) =>
  of.map((part, index) =>
    // A sentence has no order but its own, so the index is the key.
    typeof part === 'string' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the words of a sentence are told apart by their place alone
      <Fragment key={index}>{part}</Fragment>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <LinkedText key={index} of={part} />
    ),
  )
