import { useEffect, useRef, useState } from 'react'
import { type Held, hold } from './hold.ts'

/** A new row fades this long, ms. */
const FADE = 1_600

/**
 * Rows that keep still while a person reads them.
 * @param subject which list this is; another one starts anew.
 * @returns the rows, and how to let the waiting ones in.
 */
export const useHeld = <T>(
  latest: readonly T[],
  subject: string,
  free: boolean,
  keyOf: (row: T) => string,
): Held<T> & { readonly letIn: () => void } => {
  const shown = useRef<{ subject: string; rows: readonly T[] } | null>(null)
  const [fading, setFading] = useState<ReadonlySet<string>>(new Set())
  const [, again] = useState(0)
  const before = shown.current?.subject === subject ? shown.current.rows : null
  const held = hold(before, latest, free, keyOf)
  const added = [...held.fresh].join(' ')
  useEffect(() => {
    shown.current = { subject, rows: held.rows }
  })
  useEffect(() => {
    if (added === '') return
    setFading(new Set(added.split(' ')))
    const timer = setTimeout(() => setFading(new Set()), FADE)
    return () => clearTimeout(timer)
  }, [added])
  return {
    ...held,
    fresh: held.fresh.size > 0 ? held.fresh : fading,
    letIn: () => {
      shown.current = { subject, rows: latest }
      again(times => times + 1)
    },
  }
}
