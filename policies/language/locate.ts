import { type Fault, type Finding, fault } from './fault.ts'
import type { Located } from './read-yaml.ts'

/** @returns faults with their places, in the order of the text. */
export const locate = (findings: readonly Finding[], located: Located): Fault[] =>
  findings
    .map(({ code, path, on, message, mend }) => fault(code, located.placeOf(path, on), message, mend))
    .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
