/** The estimates that an approver of a rotation reads. */
import type { Part } from '#cluster/facts/partition/parts'
import { runwayOf, runwayWords } from '#cluster/facts/partition/runway'
import { stepWords } from '#cluster/facts/partition/step'
import type { PlanBody } from '#model/plan'
import type { RotateInput } from '#playbooks/partition/rotate-input'
import type { ReadyRotation } from '#playbooks/partition/rotate-refusals'
import { bytes, count, counted } from '#text/figures'

/** Partitions to detach, and those whose detachment was interrupted. */
interface Old {
  readonly expired: readonly Part[]
  readonly pending: readonly Part[]
}

export const rotationEstimates = (
  input: RotateInput,
  facts: ReadyRotation,
  old: Old,
): PlanBody['estimates'] => [
  { label: 'Locks', value: locksOf(facts, old.expired) },
  ...(facts.step ? [{ label: 'Step', value: stepWords(facts.step) }] : []),
  { label: 'Runway', value: runwaysOf(facts) },
  ...movedEstimate(facts),
  ...(old.expired.length === 0
    ? []
    : [{ label: 'Detached', value: detachedWords(input, old.expired) }]),
  { label: 'Undo', value: undoOf(facts, old) },
]

/** `33 days now, 124 days afterwards`. */
const runwaysOf = ({ set, missing, now }: ReadyRotation): string => {
  const words = (of: typeof set): string => runwayWords(runwayOf(of, now))
  const made = missing.toSorted((one, other) => (one.hi < other.hi ? 1 : -1))
  return made.length === 0
    ? `${words(set)} now`
    : `${words(set)} now, ${words({ ...set, newest: [...made, ...set.newest] })} afterwards`
}

const locksOf = ({ set, refersTo }: ReadyRotation, expired: readonly Part[]): string => {
  const { quoted, defaultPart } = set
  const stops = defaultPart !== null && expired.length > 0
  const short = [
    ...(defaultPart === null
      ? []
      : [`reads and writes of ${defaultPart} stop for a moment at each attachment`]),
    ...refersTo.map(
      table =>
        `writes of ${table}, which a foreign key refers to, stop for a moment at each step; making and attaching wait 100 ms for that lock, and try again`,
    ),
  ]
  return [
    stops
      ? `reads and writes of ${quoted} stop for a moment at each detachment, since it has a default partition; schema changes wait`
      : `reads and writes of ${quoted} continue; schema changes wait`,
    ...short,
    ...(expired.length === 0
      ? []
      : [
          stops
            ? `a detachment tries until no transaction uses ${quoted}`
            : 'a detachment waits for older transactions',
        ]),
  ].join('; ')
}

const detachedWords = ({ hold }: RotateInput, expired: readonly Part[]): string => {
  const size = expired.reduce((sum, part) => sum + part.bytes, 0)
  return `${count(expired.length)}, ${bytes(size)}: kept for ${hold} as ${expired.length === 1 ? 'a table of its own' : 'tables of their own'}, then \`partition drop\` may take ${expired.length === 1 ? 'it' : 'them'}`
}

const movedEstimate = ({ defaults }: ReadyRotation): PlanBody['estimates'] => {
  const rows = (defaults?.counts ?? []).reduce((sum, one) => sum + one, 0)
  return defaults && rows > 0
    ? [{ label: 'Moved', value: `${counted(rows, 'row')} or more, out of ${defaults.quoted}` }]
    : []
}

const undoOf = ({ set, missing, defaults }: ReadyRotation, { expired, pending }: Old): string =>
  [
    ...(missing.length > 0 ? ['what is still empty is detached and dropped'] : []),
    ...(expired.length === 0
      ? []
      : [
          set.defaultPart === null
            ? 'what was detached is attached again, without reading its rows'
            : `what was detached is attached again; reads and writes of ${set.defaultPart} wait while PostgreSQL reads ${bytes(heapOf(expired) + (defaults?.heapBytes ?? 0))} for that`,
        ]),
    ...(pending.length > 0 ? ['an interrupted detachment can only be finished'] : []),
  ].join('; ')

const heapOf = (parts: readonly Part[]): number =>
  parts.reduce((sum, { heapBytes }) => sum + heapBytes, 0)
