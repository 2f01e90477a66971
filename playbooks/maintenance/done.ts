/** The outcome of each table of a plan, by a second look. */
import type { MaintenanceFacts } from '#cluster/facts/maintenance/look'
import type { MaintainedTable } from '#cluster/facts/maintenance/tables'
import type { Step } from '#model/plan'
import { listed } from '#text/listed'

/** `table` is the present state; null for a table that is gone. */
interface Outcome {
  readonly quoted: string
  readonly table: MaintainedTable | null
  readonly done: boolean
}

/** `time` gives when a person last did the work, in microseconds since 1970. */
export const outcomesOf = (
  steps: readonly Step[],
  { tables }: MaintenanceFacts,
  time: (table: MaintainedTable) => string | null,
): readonly Outcome[] =>
  steps.flatMap(({ action, effects: [effect] }) => {
    if (action.kind !== 'sql' || !effect) return []
    const [oid, last] = action.state?.values ?? []
    const table = tables.find(one => one.oid === oid) ?? null
    const now = table && time(table)
    return [
      {
        quoted: effect.object,
        table,
        done: now !== null && BigInt(now) > BigInt(typeof last === 'string' ? last : 0),
      },
    ]
  })

/** `did` completes "Not …": `vacuumed`. */
export const undone = (outcomes: readonly Outcome[], did: string): string | undefined => {
  const names = (done: boolean) =>
    outcomes.filter(one => one.done === done).map(({ quoted }) => quoted)
  const [well, left] = [names(true), names(false)]
  if (left.length === 0) return undefined
  return `Not ${did}: ${listed(left)}.${well.length === 0 ? '' : ` Done: ${listed(well)}.`}`
}
