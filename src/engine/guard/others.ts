/** The other guarded changes of a cluster: the harm that a guard sees may come from any of the changes. */
import { type Guarded, readGuarded } from '#engine/guard/guarded'
import type { Parts } from '#engine/parts'
import { planIn } from '#engine/show/read-rows'
import { readToldEnd, type ToldEnd } from '#engine/show/told-end'
import type { Judgement } from '#model/guard'
import { findPlan, type PlanRow } from '#store/plans'
import { type ReadBetween, readingsOf } from '#store/readings'
import { guardedSince } from '#store/watches'
import { listed } from '#text/listed'

/** Still guarded, or made after `mine`; the oldest first. */
export const othersBeside = async (
  { store }: Pick<Parts, 'store'>,
  mine: Guarded,
): Promise<readonly Guarded[]> => {
  const rows = await guardedSince(store, mine.plan.cluster, mine.endedAt)
  const found = await Promise.all(
    rows.filter(({ run_id }) => run_id !== mine.run).map(row => readGuarded(store, row)),
  )
  return found
    .filter(one => one !== undefined)
    .toSorted((one, other) => one.endedAt.getTime() - other.endedAt.getTime())
}

/** Judges the readings of a time, as of then. */
export type JudgedIn = (between: ReadBetween, now: Date) => Promise<Judgement>

/** Seconds that a breach waits for the guard of a later change: that guard may need more readings to see the same. */
const patienceSeconds = 15

/** Seconds that a breach waits for the undo of a later change. */
const undoSeconds = 60

/**
 * Of several guarded changes the latest is taken back first. After that only readings since then count: the harm
 * before may have been the later change's.
 */
export const verdictBeside = async (
  parts: Parts,
  mine: Guarded,
  others: readonly Guarded[],
  verdict: Judgement,
  judged: JudgedIn,
): Promise<Judgement | 'later first'> => {
  const later = others.filter(({ endedAt }) => endedAt > mine.endedAt)
  if (later.length === 0) return verdict
  const now = await parts.now()
  const undos = await undosOf(parts, later)
  if (undos.some(undo => undo.told.outcome === null && isYoung(undo.row, now))) return 'later first'
  const from = newestEnd(undos)
  const stoodAt = new Date(now.getTime() - patienceSeconds * 1_000)
  const stood = (await judged({ from, to: stoodAt }, stoodAt)).kind === 'breach'
  if (!stood && (await isSuspect(parts, later, now))) return 'later first'
  return from === null ? verdict : judged({ from }, now)
}

interface Undo {
  readonly row: PlanRow
  readonly told: ToldEnd
}

const undosOf = async ({ store }: Parts, all: readonly Guarded[]): Promise<readonly Undo[]> => {
  const rows = await Promise.all(
    all.flatMap(({ guard: { by } }) => (by ? [findPlan(store, by)] : [])),
  )
  return Promise.all(
    rows
      .filter(row => row !== undefined)
      .map(async row => ({ row, told: await readToldEnd(store, row) })),
  )
}

const isYoung = (undo: PlanRow, now: Date): boolean =>
  now.getTime() - Date.parse(planIn(undo).createdAt) < undoSeconds * 1_000

/** Null where none has succeeded. */
const newestEnd = (undos: readonly Undo[]): Date | null =>
  undos
    .flatMap(({ told: { outcome, endedAt } }) =>
      outcome === 'succeeded' && endedAt !== null ? [new Date(endedAt)] : [],
    )
    .toSorted((one, other) => other.getTime() - one.getTime())[0] ?? null

/** Whether the guard of a later change does not call it well. */
const isSuspect = async (parts: Parts, later: readonly Guarded[], now: Date): Promise<boolean> => {
  for (const { plan, guard } of later) {
    if (guard.state !== 'open' || !plan.guard) continue
    const { before, since } = await readingsOf(parts.store, plan.id)
    if (parts.watcher.judge(plan.guard, before, since, now).kind !== 'well') return true
  }
  return false
}

/** Follows the sentence of a breach; empty where no other change is guarded. */
export const othersWords = (others: readonly Guarded[]): string => {
  const open = others.filter(({ guard: { state } }) => state === 'open' || state === 'asks')
  if (open.length === 0) return ''
  const [verb, stay] = open.length === 1 ? ['is', 'stays'] : ['are', 'stay']
  const names = listed(open.map(({ plan: { id, headline } }) => `${id} (${headline})`))
  return ` The cause may also be ${names}, which ${verb} guarded too and ${stay} for now.`
}
