/**
 * The one integer that both ends compare before anything else is said.
 *
 * 1: 2026-11-21, the first: hello, welcome, entries, acknowledged, policy, forked.
 * 2: 2026-11-21: MCP servers, behaviour as evidence, and where assistants come from that no entry names.
 */
export const WIRE = 2
