/** Outputs of a step for later steps: declared by the action, heard from the server, kept in the journal. */
import type { Outputs, Reference, Scalar } from '#model/actions/action-kind'

export const isReference = (data: unknown): data is Reference =>
  typeof data === 'object' && data !== null && 'from' in data && 'output' in data

/** The outputs that a step gave. */
export type Heard = Readonly<Record<string, Scalar>>

/** The outputs of the steps that are done, by the place of the step. */
export type HeardBySteps = ReadonlyMap<number, Heard>

const longest = 200
/** Line ends and invisible characters. */
const hidden = /[\p{C}\p{Zl}\p{Zp}]/u

const fits: Readonly<Record<Outputs[string], (value: unknown) => boolean>> = {
  lsn: value => typeof value === 'string' && /^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/.test(value),
  number: value => typeof value === 'number' && Number.isFinite(value),
  boolean: value => typeof value === 'boolean',
  text: value => typeof value === 'string' && value.length <= longest && !hidden.test(value),
}

const kinds: Readonly<Record<Outputs[string], string>> = {
  lsn: 'an LSN',
  number: 'a number',
  boolean: 'true or false',
  text: `one line of at most ${longest} characters`,
}

/** The declared outputs in an answer, or a sentence about an output that is not as declared, without the value. */
export const heardIn = (
  declared: Outputs,
  answer: Readonly<Record<string, unknown>>,
): Heard | string => {
  for (const [name, type] of Object.entries(declared))
    if (!fits[type](answer[name]))
      return `It answered without ${nameOutput(name)} that later steps need: ${name} has to be ${kinds[type]}.`
  return Object.fromEntries(
    Object.keys(declared).map(name => [name, (answer[name] ?? null) as Scalar]),
  )
}

const nameOutput = (name: string): string =>
  `the ${name.replaceAll('_', ' ').replaceAll(/\blsn\b/g, 'LSN')}`

/** `the LSN that step 2 reads`. */
export const wordsOf = ({ from, output }: Reference): string =>
  `${nameOutput(output)} that step ${from + 1} reads`

/** All references in an action, in any part of the data. */
export const referencesIn = (data: unknown): readonly Reference[] => {
  if (isReference(data)) return [data]
  return typeof data === 'object' && data !== null ? Object.values(data).flatMap(referencesIn) : []
}

/** `data` with each known output in the place of its reference. */
export const resolved = <Data>(data: Data, heard: HeardBySteps): Data =>
  replaced(data, reference => valueOf(reference, heard)) as Data

/** Undefined where no value is known. */
export const valueOf = ({ from, output }: Reference, heard: HeardBySteps): Scalar | undefined =>
  heard.get(from)?.[output]

const replaced = (data: unknown, value: (reference: Reference) => unknown): unknown => {
  if (isReference(data)) return value(data) ?? data
  if (Array.isArray(data)) return data.map(one => replaced(one, value))
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([key, one]) => [key, replaced(one, value)]))
}
