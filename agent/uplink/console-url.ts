export type ConsoleUrl =
  | { readonly ok: true; readonly url: URL; readonly near: boolean }
  | { readonly ok: false; readonly reason: string }

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * Reads the address of the console from the settings. What is said to it tells of people, so it goes by https; plain
 * http stays on this machine.
 */
export const consoleUrl = (setting: string): ConsoleUrl => {
  const refuse = (reason: string): ConsoleUrl => ({ ok: false, reason })
  if (!URL.canParse(setting)) return refuse('no address such as https://waymark.example')
  const url = new URL(setting)
  const near = LOOPBACK.test(url.hostname)
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return refuse('an address holds no name, password, query or fragment')
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && near))
    return refuse('it has to be https; plain http only on this machine')
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return { ok: true, url, near }
}

/** Where the agents' WebSocket is. */
export const socketUrl = (console: URL): URL => {
  const url = new URL('agent', console)
  url.protocol = console.protocol === 'https:' ? 'wss:' : 'ws:'
  return url
}

export const enrolUrl = (console: URL): URL => new URL('api/v1/enroll', console)
