import type * as z from 'zod/mini'

type Schema = z.core.$ZodType
type Definition = z.core.$ZodTypes['_zod']['def']

/** @returns the keys that `schema` knows at `path` of `value`, which chooses between kinds; empty where it knows none. */
export const keysAt = (schema: Schema, path: readonly PropertyKey[], value: unknown): string[] => {
  const definition = (schema as z.core.$ZodTypes)._zod.def as Definition
  const [step, ...rest] = path
  switch (definition.type) {
    case 'object': {
      if (step === undefined) return Object.keys(definition.shape)
      const field = definition.shape[String(step)]
      return field === undefined ? [] : keysAt(field, rest, fieldOf(value, step))
    }
    case 'array':
      return step === undefined ? [] : keysAt(definition.element, rest, fieldOf(value, step))
    case 'optional':
    case 'nullable':
      return keysAt(definition.innerType, path, value)
    case 'union': {
      const kind = 'discriminator' in definition ? String(definition.discriminator) : null
      if (kind === null) return []
      const option = definition.options.find(option => accepts(option, kind, fieldOf(value, kind)))
      return option === undefined ? [] : keysAt(option, path, value)
    }
    default:
      return []
  }
}

const fieldOf = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined

const accepts = (option: Schema, kind: string, value: unknown): boolean =>
  option._zod.propValues?.[kind]?.has(value as z.core.util.Primitive) === true
