import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { readDetectionFilter } from '../ask/detection-filter.ts'
import { readDeviceFilter } from '../ask/device-filter.ts'
import { parseSearch, stringifySearch } from '../ask/search.ts'
import { readToolFilter } from '../ask/tool-filter.ts'
import { DetectionsPage } from '../pages/detections/page.tsx'
import { DetectionPanel } from '../pages/detections/panel.tsx'
import { LedgerPanel } from '../pages/devices/ledger.tsx'
import { DevicesPage } from '../pages/devices/page.tsx'
import { DevicePanel } from '../pages/devices/panel.tsx'
import { OverviewPage } from '../pages/overview/page.tsx'
import { PolicyPage } from '../pages/policy/page.tsx'
import { SettingsPage } from '../pages/settings/page.tsx'
import { ToolsPage } from '../pages/tools/page.tsx'
import { ToolPanel } from '../pages/tools/panel.tsx'
import { UnknownPanel } from '../pages/tools/unknown.tsx'
import { Broken, NotFound } from './not-found.tsx'
import { Shell } from './shell.tsx'

/** Every address. A panel is a child of its list, so the list stays where it is while the panel comes and goes. */

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

const overview = createRoute({ getParentRoute: () => root, path: '/', component: OverviewPage })

const devices = createRoute({
  getParentRoute: () => root,
  path: '/devices',
  validateSearch: readDeviceFilter,
  component: DevicesPage,
})
const device = createRoute({ getParentRoute: () => devices, path: '/$id', component: DevicePanel })
const ledger = createRoute({ getParentRoute: () => devices, path: '/$id/ledger', component: LedgerPanel })

const detections = createRoute({
  getParentRoute: () => root,
  path: '/detections',
  validateSearch: readDetectionFilter,
  component: DetectionsPage,
})
const detection = createRoute({ getParentRoute: () => detections, path: '/$device/$id', component: DetectionPanel })

const tools = createRoute({
  getParentRoute: () => root,
  path: '/tools',
  validateSearch: readToolFilter,
  component: ToolsPage,
})
const tool = createRoute({ getParentRoute: () => tools, path: '/$tool', component: ToolPanel })

const unknown = createRoute({ getParentRoute: () => tools, path: '/unknown', component: UnknownPanel })

const policy = createRoute({ getParentRoute: () => root, path: '/policy', component: PolicyPage })
const oldPolicy = createRoute({
  getParentRoute: () => root,
  path: '/policy/$serial',
  params: {
    parse: ({ serial }) => ({ serial: Number(serial) }),
    stringify: ({ serial }) => ({ serial: String(serial) }),
  },
  component: PolicyPage,
})

const settings = createRoute({ getParentRoute: () => root, path: '/settings', component: SettingsPage })

export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    devices.addChildren([device, ledger]),
    detections.addChildren([detection]),
    tools.addChildren([tool, unknown]),
    policy,
    oldPolicy,
    settings,
  ]),
  parseSearch,
  stringifySearch,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
