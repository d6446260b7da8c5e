import { keyCap } from '../actions/keys.ts'

export const onMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent)

/** A key beside what it does. Not read aloud: it would become a part of the button's name. */
export const KeyCap = ({ of }: { of: string }) => (
  <span className="key" aria-hidden="true">
    {keyCap(of, onMac())}
  </span>
)
