/** Inputs of commands: shared parts of schemas, and the form made from a schema. */
import { z } from 'zod'

/** `yes`, `true`, `on`, `1` and their opposites; also the boolean itself, when a plan is read again. */
export const flag = z.union([z.boolean(), z.stringbool()])

/** A typed line: never empty, never longer than a field in Slack. */
export const line = z.string().trim().min(1).max(2_000)

/** Notes on a key, given to the schema by `.meta()`. */
export interface KeyNotes {
  /** The kind of names that a form offers for the key. */
  readonly names?: 'table' | 'index' | 'replica'
  /** Offers names of the clone in the value of `clone`, first the names that the source lacks. */
  readonly of?: 'clone'
  /** `sql`: quotes and parentheses are SQL's own; `name`: so are quotes around a dot. Plain text otherwise. */
  readonly writtenAs?: 'sql' | 'name'
  /**
   * An unknown `word=value` belongs to this key, with the word: in a list, `work_mem=64MB, jit=off`, or as the words of
   * a command, `partition rotate events ahead=6`.
   */
  readonly takes?: 'other keys' | 'other words'
}

/** A name that a form offers. */
export interface NameChoice {
  /** The name as people say it: without the schema `public`. */
  readonly label: string
  /** Quoted, schema and all: no other object can be meant by it. */
  readonly value: string
}

export const keyNotes = (schema: z.ZodObject, key: string): KeyNotes =>
  notesOf(schema.shape[key] as z.ZodType | undefined)

/** An optional schema, or a schema with a default, has the notes of the inner schema beside own notes. */
const notesOf = (
  member: z.ZodType | undefined,
): KeyNotes & { readonly description?: string | undefined } => {
  if (member === undefined) return {}
  const inner = 'innerType' in member.def ? (member.def.innerType as z.ZodType) : undefined
  return { ...notesOf(inner), ...member.meta() }
}

/** The key that takes other keys; null where the command has none. */
export const keyOfOthers = (schema: z.ZodObject): string | null =>
  Object.keys(schema.shape).find(key => keyNotes(schema, key).takes !== undefined) ?? null

export interface Field {
  readonly key: string
  /** "Table": the key in sentence case. */
  readonly label: string
  /** From the schema's `.describe()`, with the default: “How many; 20 when left out”. */
  readonly hint: string
  readonly required: boolean
  readonly kind: 'text' | 'choice' | 'yes-no'
  readonly choices: readonly string[]
  readonly names: KeyNotes['names'] | null
}

export const fieldsOf = (schema: z.ZodObject): readonly Field[] =>
  Object.entries(schema.shape).map(([key, member]) => ({
    ...fieldOf(key, member as z.ZodType),
    names: keyNotes(schema, key).names ?? null,
  }))

const fieldOf = (key: string, member: z.ZodType): Omit<Field, 'names'> => {
  const choices = choicesOf(member)
  return {
    key,
    label: key.charAt(0).toUpperCase() + key.slice(1).replaceAll('_', ' '),
    hint: hintOf(member),
    required: !member.safeParse(undefined).success,
    kind: choices.length > 0 ? 'choice' : acceptsYes(member) ? 'yes-no' : 'text',
    choices,
  }
}

const hintOf = (member: z.ZodType): string => {
  const { description = '' } = notesOf(member)
  const { default: usual } = schemaOf(member)
  const isTold = /\bwhen left out\b/.test(description)
  if (isTold || (typeof usual !== 'string' && typeof usual !== 'number')) return description
  return [description, `${usual} when left out`].filter(Boolean).join('; ')
}

interface JsonSchema {
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly { readonly enum?: readonly unknown[] }[]
  readonly default?: unknown
}

/** Every command that is said asks, and a member of a schema never changes. */
const schemas = new WeakMap<z.ZodType, JsonSchema>()

const schemaOf = (member: z.ZodType): JsonSchema => {
  const known = schemas.get(member)
  if (known !== undefined) return known
  const schema = z.toJSONSchema(member, { io: 'input', unrepresentable: 'any' })
  schemas.set(member, schema)
  return schema
}

const choicesOf = (member: z.ZodType): readonly string[] => {
  const schema = schemaOf(member)
  const values = schema.enum ?? schema.anyOf?.find(one => one.enum)?.enum ?? []
  return values.filter(value => typeof value === 'string')
}

/** A flag takes `yes` and a few such words only; a name of a certain form takes other words too. */
const acceptsYes = (member: z.ZodType): boolean =>
  member.safeParse('yes').success &&
  ['anything else', 'anything'].every(other => !member.safeParse(other).success)
