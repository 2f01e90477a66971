/** Judges the effects of a slot's plan by an envelope: pure, and a single effect outside makes the whole plan ask. */
import { lockWithin } from '#engine/standing/envelope/lock-within'
import { fits, tablesOf } from '#engine/standing/envelope/place-object'
import { patternWords } from '#engine/standing/envelope/words'
import type { Effect } from '#model/effect'
import type { Envelope, EnvelopeLine, LockLimit } from '#model/standing/envelope'
import { bytes, count } from '#text/figures'

/** A sentence for each way in which the plan exceeds the envelope; none for a plan inside. */
export const exceeds = (
  envelope: Envelope,
  steps: readonly JudgedStep[],
  /** The steps of each earlier plan of the same day. */
  earlier: readonly (readonly JudgedStep[])[],
): readonly string[] => {
  const slot = placed(envelope, effectsOf(steps))
  const before = earlier.map(one => placed(envelope, effectsOf(one)))
  const outside = slot.outside.map(
    ({ change, kind, object }) => `to ${change} ${kind} ${object} is not in it`,
  )
  const locks = [...slot.within].flatMap(([line, found]) =>
    found.flatMap(one => lockOver(line.lock, one)),
  )
  const backs = steps.flatMap(step => waysBack(slot, step))
  const counts = envelope.flatMap(line => {
    const here = slot.within.get(line) ?? []
    const past = before.flatMap(one => one.within.get(line) ?? []).length
    return here.length === 0 ? [] : overCount(line, here, past)
  })
  return [...outside, ...locks, ...backs, ...counts]
}

/** A step with the effects there and back. */
export interface JudgedStep {
  readonly effects: readonly Effect[]
  readonly undo: { readonly effects: readonly Effect[] } | null
}

export const effectsOf = (steps: readonly JudgedStep[]): readonly Effect[] =>
  steps.flatMap(step => step.effects)

/** The way back of a step touches the objects of the step alone; the locks have a limit of their own. */
const waysBack = ({ within }: Placed, { effects, undo }: JudgedStep): readonly string[] =>
  (undo?.effects ?? []).flatMap(back => {
    const ahead = effects.find(({ object }) => object === back.object)
    const line = [...within].find(([, found]) => ahead !== undefined && found.includes(ahead))?.[0]
    if (ahead === undefined)
      return [
        `to put back after a failure: ${back.change} ${back.kind} ${back.object} is not in it`,
      ]
    return line === undefined ? [] : lockOver(line.back, back, 'to put back after a failure: ')
  })

interface Placed {
  readonly within: ReadonlyMap<EnvelopeLine, readonly Effect[]>
  readonly outside: readonly Effect[]
}

/** Each effect counts for the first line that it fits. */
const placed = (envelope: Envelope, effects: readonly Effect[]): Placed => {
  const tables = tablesOf(effects)
  const lineOf = (effect: Effect): EnvelopeLine | undefined =>
    envelope.find(
      line =>
        line.change === effect.change &&
        line.kind === effect.kind &&
        fits(effect.object, line.object, tables(effect.object)),
    )
  const lines = Map.groupBy(effects, lineOf)
  const outside = lines.get(undefined) ?? []
  return {
    within: new Map([...lines].flatMap(([line, found]) => (line ? [[line, found] as const] : []))),
    outside,
  }
}

const lockOver = (
  limit: LockLimit | null,
  { change, object, lock }: Effect,
  when = '',
): readonly string[] => {
  if (lock === null) return []
  const allowed =
    limit !== null && isOn(limit, object, lock.table) && lockWithin(lock.mode, limit.mode)
  return allowed
    ? []
    : [`${when}to ${change} ${object} takes ${lock.mode} on ${lock.table}, ${limitWords(limit)}`]
}

const isOn = (limit: LockLimit, object: string, table: string): boolean =>
  table === object || table === limit.table

const limitWords = (limit: LockLimit | null): string =>
  limit === null
    ? 'and no lock is allowed'
    : `and at most ${limit.mode} is${limit.table === null ? '' : `, on ${limit.table}`}`

const overCount = (
  line: EnvelopeLine,
  here: readonly Effect[],
  past: number,
): readonly string[] => {
  const what = `${line.change} ${patternWords(line)}`
  const total = here.reduce((sum, effect) => sum + (effect.bytes ?? 0), 0)
  const unsized = here.length > 0 && here.every(effect => effect.bytes === null)
  return [
    ...(here.length > line.perSlot
      ? [`to ${what}: ${count(here.length)}, and ${count(line.perSlot)} in one run are allowed`]
      : []),
    ...(here.length + past > line.perDay
      ? [`to ${what}: ${count(here.length + past)} that day, and ${count(line.perDay)} are allowed`]
      : []),
    ...(line.bytes !== null && unsized
      ? [`to ${what}: its size is not known, and ${bytes(line.bytes)} are allowed`]
      : []),
    ...(line.bytes !== null && total > line.bytes
      ? [`to ${what}: ${bytes(total)}, and ${bytes(line.bytes)} are allowed`]
      : []),
  ]
}
