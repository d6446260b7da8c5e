import type { ReactNode } from 'react'

/** The pages, as rail, bottom bar, palette and number keys name them. */
export const PLACES = [
  { to: '/', name: 'Overview', icon: <path d="M2.5 13.5v-4m3.7 4v-8m3.6 8v-5m3.7 5v-11" /> },
  { to: '/devices', name: 'Devices', icon: <path d="M2.5 3.5h11v7h-11zM1 13h14" /> },
  {
    to: '/detections',
    name: 'Detections',
    icon: (
      <>
        <circle cx="7" cy="7" r="4.5" />
        <path d="m10.4 10.4 3.6 3.6" />
      </>
    ),
  },
  {
    to: '/tools',
    name: 'Tools',
    icon: <path d="M2.5 2.5h4.2v4.2H2.5zM9.3 2.5h4.2v4.2H9.3zM2.5 9.3h4.2v4.2H2.5zM9.3 9.3h4.2v4.2H9.3z" />,
  },
  { to: '/policy', name: 'Policy', icon: <path d="M3.5 1.8h9v12.4h-9zM6 5.2h4M6 8h4M6 10.8h2.5" /> },
  {
    to: '/settings',
    name: 'Settings',
    icon: (
      <>
        <path d="M2 4.5h5.2m3.6 0H14M2 11.5h1.2m3.6 0H14" />
        <circle cx="9" cy="4.5" r="1.8" />
        <circle cx="5" cy="11.5" r="1.8" />
      </>
    ),
  },
] as const

export const Icon = ({ children }: { children: ReactNode }) => (
  <svg
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.4"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {children}
  </svg>
)
