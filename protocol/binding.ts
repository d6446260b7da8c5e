/** RFC 9266, section 2: what both ends of one TLS 1.3 connection can compute, and nobody in between for both of his. */
const LABEL = 'EXPORTER-Channel-Binding'
const BYTES = 32

type Exporter = {
  exportKeyingMaterial(length: number, label: string): { toString(encoding: 'base64url'): string }
  getProtocol(): string | null
}
const isTls = (socket: object): socket is Exporter => 'exportKeyingMaterial' in socket && 'getProtocol' in socket

/**
 * @param socket the one that carries the connection, as this end has it.
 * @returns base64url of 32 bytes; the empty text for a connection without TLS, which stays on one machine; null for TLS
 * below 1.3, whose keying material two connections may share.
 */
export const bindingOf = (socket: object): string | null => {
  if (!isTls(socket)) return ''
  return socket.getProtocol() === 'TLSv1.3' ? socket.exportKeyingMaterial(BYTES, LABEL).toString('base64url') : null
}
