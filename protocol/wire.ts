/**
 * The one integer that both ends compare before anything else is said.
 *
 * 1: 2026-11-21, the first: hello, welcome, entries, acknowledged, policy, forked.
 */
export const WIRE = 1
