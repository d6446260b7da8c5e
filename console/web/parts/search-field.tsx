import { useEffect, useRef, useState } from 'react'
import { Input } from 'react-aria-components/Input'
import { SearchField } from 'react-aria-components/SearchField'
import { KeyCap } from './key-cap.tsx'

const PAUSE = 200

/** Narrows a list while one types; the words end up in the URL after a pause. `/` leads here. */
export const Search = ({
  label,
  text,
  search,
}: {
  label: string
  text: string
  search: (text: string | undefined) => void
}) => {
  const [typed, setTyped] = useState(text)
  const said = useRef(text)
  useEffect(() => {
    if (text === said.current) return
    said.current = text
    setTyped(text)
  }, [text])
  useEffect(() => {
    if (typed === said.current) return
    const timer = setTimeout(() => {
      said.current = typed
      search(typed === '' ? undefined : typed)
    }, PAUSE)
    return () => clearTimeout(timer)
  }, [typed, search])
  return (
    <SearchField className="search" aria-label={label} value={typed} onChange={setTyped} maxLength={200}>
      <Input placeholder={label} data-search="" />
      <KeyCap of="/" />
    </SearchField>
  )
}

export const focusSearch = (): void => document.querySelector<HTMLInputElement>('[data-search]')?.focus()
