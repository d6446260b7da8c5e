import type { Conclusion, Evidence } from './words.ts'

/**
 * The detection rule: one conclusive or strong indicator, or two weak ones of different kinds.
 * A process name and a path's name are one kind, and a name is weak whatever it says of itself. A configuration counts
 * for nothing here, but makes a trace of what is no detection: the tool was here, or something prepared its place.
 */
export const conclude = (evidence: readonly Evidence[]): Conclusion => {
  const counted = evidence.filter(e => e.kind !== 'config')
  const named = (strength: Evidence['strength']): boolean =>
    counted.some(e => e.kind !== 'process' && e.strength === strength)
  if (named('conclusive')) return { is: 'detection', rule: 'conclusive' }
  if (named('strong')) return { is: 'detection', rule: 'strong' }
  const kinds = new Set(counted.map(e => (e.kind === 'process' || e.kind === 'path' ? 'name' : e.kind)))
  if (kinds.size >= 2) return { is: 'detection', rule: 'two-weak-kinds' }
  return counted.length < evidence.length ? { is: 'trace' } : { is: 'nothing' }
}
