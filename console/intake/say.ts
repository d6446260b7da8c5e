/** The console's log, as pino and Fastify have it. No line of intake holds what an entry says. */
export type IntakeLog = {
  info(fields: object, line: string): void
  warn(fields: object, line: string): void
  error(fields: object, line: string): void
}
