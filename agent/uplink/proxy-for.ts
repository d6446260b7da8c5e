import { BlockList, isIP } from 'node:net'

/** The proxy that connections to the console go through, by CONNECT. */
export type ForwardProxy = {
  readonly host: string
  readonly port: number
  /** Whether it is spoken to over TLS. */
  readonly safe: boolean
  /** The header `Proxy-Authorization`, where its address holds a name; never shown. */
  readonly authorization: string | null
}

export type ProxyChoice =
  | { readonly is: 'none' }
  | { readonly is: 'proxy'; readonly proxy: ForwardProxy }
  | { readonly is: 'unusable'; readonly reason: string }

type Env = Readonly<Record<string, string | undefined>>

/** The system's convention: `HTTPS_PROXY` and `NO_PROXY`, the lower-case spelling first, and never for this machine. */
export const proxyFor = (console: URL, near: boolean, env: Env): ProxyChoice => {
  const setting = env.https_proxy || env.HTTPS_PROXY
  if (near || console.protocol !== 'https:' || !setting) return { is: 'none' }
  const port = Number(console.port || 443)
  if (isExempt(bare(console.hostname), port, env.no_proxy || env.NO_PROXY || '')) return { is: 'none' }
  const written = /^[a-z][a-z0-9+.-]*:\/\//i.test(setting) ? setting : `http://${setting}`
  const url = URL.parse(written)
  // The setting may hold a password, so no sentence repeats it.
  if (url === null || url.hostname === '') return { is: 'unusable', reason: 'HTTPS_PROXY holds no address of a proxy' }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { is: 'unusable', reason: `HTTPS_PROXY names a proxy of a kind that is not spoken here (${url.protocol})` }
  const safe = url.protocol === 'https:'
  const words = [url.username, url.password].map(word => decoded(word)).join(':')
  return {
    is: 'proxy',
    proxy: {
      host: bare(url.hostname),
      port: Number(url.port || (safe ? 443 : 80)),
      safe,
      authorization: words === ':' ? null : `Basic ${Buffer.from(words).toString('base64')}`,
    },
  }
}

const bare = (host: string): string => host.replace(/^\[|\]$/g, '')

/** A lone percent sign in a password stands for itself. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `*`, a name with all below it, an address, a network such as 10.0.0.0/8; each may name a port. */
const isExempt = (host: string, port: number, list: string): boolean =>
  list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(entry => entry !== '')
    .some(entry => entry === '*' || (isIP(host) === 0 ? isName(host, port, entry) : isAddress(host, port, entry)))

const isName = (host: string, port: number, entry: string): boolean => {
  const [, name = '', only] = /^(?:\*?\.)?([^:]*)(?::(\d+))?$/.exec(entry) ?? []
  if (name === '' || (only !== undefined && Number(only) !== port)) return false
  return host === name || host.endsWith(`.${name}`)
}

const isAddress = (host: string, port: number, entry: string): boolean => {
  // An address of version 6 has a port only after brackets.
  const ported = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(entry)
  if (ported !== null && Number(ported[3]) !== port) return false
  const [address = '', bits] = (ported?.[1] ?? ported?.[2] ?? entry).split('/')
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  if (isIP(address) === 0 || (bits !== undefined && !(Number(bits) <= (family === 'ipv6' ? 128 : 32)))) return false
  const exempt = new BlockList()
  if (bits === undefined) exempt.addAddress(address, family)
  else exempt.addSubnet(address, Number(bits), family)
  return exempt.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4')
}
