/**
 * The one integer that both ends compare before anything else is said.
 *
 * 1: 2026-11-21, the first: hello, welcome, entries, acknowledged, policy, forked.
 * 2: 2026-11-21: MCP servers, behaviour as evidence, and where assistants come from that no entry names.
 * 3: 2026-11-21: the agent opens, and both ends prove who they are, bound to the TLS connection; credit, later, the
 *    words busy, revoked and console-not-proven; enrolment in steps, keys that follow one another; the reports
 *    unenrolled and key-renewed; a digest of the hardware in what a device says of itself;
 *    entries whose bodies are erased.
 */
export const WIRE = 3

/**
 * @param value what came as the first frame, or as the answer to the first question, however it is made.
 * @returns the version that it names where that is another than ours: its shape is of that version, too, and no fault.
 */
export const otherWire = (value: unknown): number | null => {
  if (typeof value !== 'object' || value === null || !('wire' in value)) return null
  const { wire } = value
  return typeof wire === 'number' && Number.isSafeInteger(wire) && wire !== WIRE ? wire : null
}

/** Both versions, for whoever has to bring the older end up to the other. */
export const wiresInWords = (console: number, agent: number): string =>
  `the console speaks wire ${console}, the agent wire ${agent}: bring the older one up to date`
