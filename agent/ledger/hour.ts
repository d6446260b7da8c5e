const HOUR = 3_600_000

/** @returns the whole hour that `at` lies in. Nothing finer is told of what a person uses. */
export const hourOf = (at: number): number => at - (at % HOUR)
