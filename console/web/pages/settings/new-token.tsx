import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'
import { makeEnrolToken } from '../../ask/orders.ts'
import { Chips } from '../../parts/chips.tsx'
import { Command } from '../../parts/copy.tsx'

const HOUR = 3_600_000
const LASTS = { hour: HOUR, week: 168 * HOUR, month: 720 * HOUR } as const
type Lasts = keyof typeof LASTS
const CHIPS = [
  { value: 'hour', label: 'One hour' },
  { value: 'week', label: 'A week' },
  { value: 'month', label: '30 days' },
] as const

/** Makes a token that enrols devices, and shows it this once. */
export const NewToken = () => {
  const [name, setName] = useState('')
  const [uses, setUses] = useState('')
  const [lasts, setLasts] = useState<Lasts>('week')
  const client = useQueryClient()
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: makeEnrolToken,
    onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  })
  const count = uses.trim() === '' ? null : Number(uses)
  const fits = name.trim() !== '' && (count === null || (Number.isInteger(count) && count >= 1 && count <= 1_000_000))
  const make = (event: FormEvent): void => {
    event.preventDefault()
    if (fits) mutate({ name: name.trim(), ttl: LASTS[lasts], uses: count })
  }
  return (
    <section className="rule">
      <h2>A new token for devices</h2>
      <form className="form" onSubmit={make}>
        <TextField value={name} onChange={setName} maxLength={80}>
          <Label>What it is for</Label>
          <Input placeholder="Laptops of the Berlin office" />
        </TextField>
        <TextField value={uses} onChange={setUses} inputMode="numeric" maxLength={7}>
          <Label>How many devices</Label>
          <Input placeholder="Any number" />
        </TextField>
        <Chips label="How long" chips={CHIPS} chosen={lasts} choose={value => setLasts(value ?? lasts)} />
        <Button className="button" type="submit" isDisabled={!fits || isPending}>
          {count === null ? 'Make a token for any number of devices' : `Make a token for ${uses} of them`}
        </Button>
      </form>
      {error === null ? null : <p role="alert">{error.message} No token was made.</p>}
      {data === undefined ? null : (
        <div role="status">
          <p>It is shown this once. Its second half says which console it is for.</p>
          <Command text={data.token} />
        </div>
      )}
    </section>
  )
}
