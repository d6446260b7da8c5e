/** What Node calls an error of the system, such as `ENOENT`. Whatever was thrown. */
export const codeOf = (error: unknown): unknown => Reflect.get(Object(error), 'code')
