import { stringifySearch } from './search.ts'

/** Where all of a list is to be had as a file, as it is filtered. */
export const whole = (list: 'devices' | 'detections', filter: Record<string, unknown>): string =>
  `/api/v1/${list}.csv${stringifySearch(filter)}`
