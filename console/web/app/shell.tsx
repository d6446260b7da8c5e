import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import type { Action } from '../actions/action.ts'
import { useActions } from '../actions/use-actions.ts'
import { useShortcuts } from '../actions/use-shortcuts.ts'
import { AskError } from '../ask/api.ts'
import * as questions from '../ask/questions.ts'
import { KeysHelp } from './keys-help.tsx'
import { Palette } from './palette.tsx'
import { PLACES } from './places.tsx'
import { Lost, Rail } from './rail.tsx'
import { setScheme } from './scheme.ts'
import { SignedOut } from './signed-out.tsx'
import { useLive } from './use-live.ts'

const useTitle = (): void => {
  const path = useRouterState({ select: ({ location }) => location.pathname })
  useEffect(() => {
    const place = PLACES.find(({ to }) => (to === '/' ? path === '/' : path.startsWith(to)))
    document.title = place === undefined ? 'Waymark' : `${place.name} · Waymark`
  }, [path])
}

type Open = 'palette' | 'keys' | null

const useShellActions = (open: (what: Open) => void): { palette: Action; help: Action } => {
  const navigate = useNavigate()
  const own = useMemo((): { palette: Action; help: Action } => {
    const base = { group: 'Waymark' } as const
    return {
      palette: { ...base, id: 'palette', label: 'Do anything', key: 'mod+k', run: () => open('palette') },
      help: { ...base, id: 'keys', label: 'Show the keys', key: '?', run: () => open('keys') },
    }
  }, [open])
  useActions(
    useMemo((): Action[] => {
      const scheme = (id: string, label: string, run: () => void): Action => ({
        id,
        label,
        group: 'Waymark',
        key: null,
        run,
      })
      return [
        own.palette,
        own.help,
        ...PLACES.map(
          ({ to, name }, index): Action => ({
            id: `go ${to}`,
            label: name,
            group: 'Go to',
            key: String(index + 1),
            run: () => void navigate({ to }),
          }),
        ),
        scheme('light', 'Use light colours', () => setScheme('light')),
        scheme('dark', 'Use dark colours', () => setScheme('dark')),
        scheme('system', 'Use the colours of the system', () => setScheme(null)),
      ]
    }, [own, navigate]),
  )
  return own
}

/** The frame around every page. */
export const Shell = () => {
  const [open, setOpen] = useState<Open>(null)
  const client = useQueryClient()
  const who = useQuery(questions.me)
  const signedOut = who.error instanceof AskError && who.error.why === 'signed-out'
  const live = useLive(who.data !== undefined && !signedOut)
  const { palette, help } = useShellActions(setOpen)
  useShortcuts()
  useTitle()
  if (signedOut) return <SignedOut again={() => void client.resetQueries()} />
  return (
    <div className="shell">
      <Rail palette={palette} help={help} live={live} name={who.data?.name ?? null} />
      <main className="main">
        <Lost live={live} />
        <Outlet />
      </main>
      <Palette open={open === 'palette'} close={() => setOpen(null)} />
      <KeysHelp open={open === 'keys'} close={() => setOpen(null)} />
    </div>
  )
}
