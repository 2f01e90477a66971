/** The envelope that a plan itself suggests: as much as the plan does, of the same kind, and no stronger lock. */
import { effectsOf, type JudgedStep } from '#engine/standing/envelope/judge'
import { coveringLock } from '#engine/standing/envelope/lock-within'
import { schemaOf, tablesOf } from '#engine/standing/envelope/place-object'
import { envelopeWords } from '#engine/standing/envelope/words'
import type { Effect } from '#model/effect'
import type { Envelope, EnvelopeLine, LockLimit, ObjectPattern } from '#model/standing/envelope'

/** The figures that people may choose otherwise; a figure left out is the plan's own. */
export interface Wider {
  /** Objects of each line in one slot, and in a day. */
  readonly perSlot?: number
  readonly perDay?: number
  readonly bytes?: number
  /** Any object of the schema in place of each named object. */
  readonly schema?: boolean
}

export interface ProposedEnvelope {
  readonly envelope: Envelope
  readonly sentence: string
}

export const proposeEnvelope = (
  { steps }: { readonly steps: readonly JudgedStep[] },
  wider: Wider = {},
): ProposedEnvelope => {
  const effects = effectsOf(steps)
  const tables = tablesOf(effects)
  const patternOf = (effect: Effect): ObjectPattern =>
    patternFor(effect, tables(effect.object), wider)
  const there = steps.flatMap(step =>
    step.effects.map(effect => ({ effect, back: backOf(step, effect) })),
  )
  const groups = Map.groupBy(there, ({ effect }) =>
    JSON.stringify([effect.change, effect.kind, patternOf(effect)]),
  )
  const envelope = [...groups.values()].flatMap(group => {
    const [first] = group
    return first ? [lineOf(group, first.effect, patternOf(first.effect), wider)] : []
  })
  return { envelope, sentence: envelopeWords(envelope) }
}

interface ThereAndBack {
  readonly effect: Effect
  readonly back: readonly Effect[]
}

/** The way back of an object of the step. */
const backOf = ({ undo }: JudgedStep, { object }: Effect): readonly Effect[] =>
  (undo?.effects ?? []).filter(back => back.object === object)

/** With these verbs objects come and go: the next slot has others. */
const passing: ReadonlySet<string> = new Set([
  'create',
  'attach',
  'detach',
  'remove',
  'move',
  'drop',
])

const patternFor = (
  { change, object }: Effect,
  tables: readonly string[],
  { schema = false }: Wider,
): ObjectPattern => {
  const [table, ...others] = tables
  if (table !== undefined && others.length === 0 && passing.has(change))
    return { kind: 'child-of', name: table }
  const within = schemaOf(object)
  return schema && within !== null ? { kind: 'in', name: within } : { kind: 'exact', name: object }
}

const lineOf = (
  group: readonly ThereAndBack[],
  { change, kind }: Effect,
  object: ObjectPattern,
  wider: Wider,
): EnvelopeLine => {
  const effects = group.map(({ effect }) => effect)
  const perSlot = wider.perSlot ?? group.length
  return {
    change,
    kind,
    object,
    perSlot,
    perDay: wider.perDay ?? Math.max(perSlot, group.length),
    bytes: wider.bytes ?? bytesOf(effects),
    lock: lockOf(effects),
    back: lockOf(group.flatMap(({ back }) => back)),
  }
}

/** Twice the present size: objects grow from slot to slot. Null where the plan knows no size. */
const bytesOf = (group: readonly Effect[]): number | null =>
  group.every(effect => effect.bytes === null)
    ? null
    : 2 * group.reduce((sum, effect) => sum + (effect.bytes ?? 0), 0)

const lockOf = (group: readonly Effect[]): LockLimit | null => {
  const locks = group.flatMap(({ object, lock }) => (lock ? [{ object, ...lock }] : []))
  const mode = locks.length === 0 ? undefined : coveringLock(locks.map(lock => lock.mode))
  if (mode === undefined) return null
  const beside = new Set(locks.filter(lock => lock.table !== lock.object).map(lock => lock.table))
  const [table = null] = beside
  return { mode, table: beside.size === 1 ? table : null }
}
