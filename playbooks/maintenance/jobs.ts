/** Chooses the tables for a plan of maintenance, with the reasons against the rest. */
import type { MaintenanceFacts } from '#cluster/facts/maintenance/look'
import type { MaintenanceNeed } from '#cluster/facts/maintenance/needs'
import type { MaintainedTable } from '#cluster/facts/maintenance/tables'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import type { MaintainPlace } from '#playbooks/maintenance/actions'
import { type MaintenanceInput, usualMost } from '#playbooks/maintenance/input'
import { atWork, maintainerOf, noSuchTable } from '#playbooks/maintenance/refusals'
import { severalNamed } from '#playbooks/shared/refusals'

/** A table with the reasons to work on the table, and the login for the work. */
export interface Job {
  readonly table: MaintainedTable
  /** Worst first; empty for a table that is not due and that a person named. */
  readonly needs: readonly MaintenanceNeed[]
  readonly place: MaintainPlace
}

export interface Jobs extends MaintenanceFacts {
  readonly jobs: readonly Job[]
  /** Sentences about due tables that the plan leaves out. */
  readonly left: readonly string[]
}

/** The difference between VACUUM and ANALYZE when tables are chosen. */
export interface Trade {
  /** `VACUUM`. */
  readonly statement: string
  needs(table: MaintainedTable, facts: MaintenanceFacts): readonly MaintenanceNeed[]
  /** The tables that a named table stands for: VACUUM of a partitioned table works on its partitions. */
  standsFor(table: MaintainedTable, facts: MaintenanceFacts): readonly MaintainedTable[]
  /** Why the work would be in vain; undefined where some of the work would be done. */
  inVain(
    table: MaintainedTable,
    needs: readonly MaintenanceNeed[],
    facts: MaintenanceFacts,
  ): Refusal | undefined
}

export const jobsFor = (
  { table: typed, most }: MaintenanceInput,
  facts: MaintenanceFacts,
  trade: Trade,
): Refusal | Jobs => {
  if (typed !== undefined && most !== undefined)
    return refusal(
      'Either one table is named, or the neediest are chosen.',
      'Leave out `table` or `most`.',
    )
  return typed === undefined
    ? neediest(facts.tables, most ?? usualMost, facts, trade)
    : ofNamed(typed, facts, trade)
}

const ofNamed = (typed: string, facts: MaintenanceFacts, trade: Trade): Refusal | Jobs => {
  const named = facts.tables.filter(({ oid }) => facts.named?.includes(oid))
  const [table, ...others] = named
  if (!table) return noSuchTable(typed, facts, trade.statement)
  if (others.length > 0) return severalNamed('table', typed, named)
  const meant = trade.standsFor(table, facts)
  const [first] = meant
  if (!first || meant.length > 1 || first !== table) {
    const most = meant.length
    return neediest(meant, Math.min(most, mostParts), facts, trade, table.quoted)
  }
  const job = jobOf(table, facts, trade)
  return isRefusal(job) ? job : { ...facts, jobs: [job], left: [] }
}

/** Of the partitions of one table. */
const mostParts = 8

const neediest = (
  tables: readonly MaintainedTable[],
  most: number,
  facts: MaintenanceFacts,
  trade: Trade,
  of: string | null = null,
): Refusal | Jobs => {
  const due = tables
    .map(table => ({ table, urgency: trade.needs(table, facts)[0]?.urgency ?? 0 }))
    .filter(({ urgency }) => urgency > 0)
    .toSorted((one, other) => other.urgency - one.urgency)
  const tried = due.map(({ table }) => ({ table, job: jobOf(table, facts, trade) }))
  const ready = tried.flatMap(({ job }) => (isRefusal(job) ? [] : [job]))
  const kept = tried.flatMap(({ job }) => (isRefusal(job) ? [job] : []))
  const [first] = kept
  if (ready.length === 0) {
    if (first) return kept.length === 1 ? first : several(first, kept.length, trade.statement)
    return refusal(
      of === null
        ? `No table of ${facts.database} is due for ${trade.statement}.`
        : `No partition of ${of} is due for ${trade.statement}.`,
      of === null
        ? 'Name a `table` to do it all the same.'
        : 'Name a partition to do it all the same: `maintenance list` shows how they are.',
      'maintenance list',
    )
  }
  const chosen = ready.slice(0, most)
  const more = ready.length - chosen.length
  return {
    ...facts,
    jobs: chosen.toSorted(inPlan),
    left: [
      ...kept.slice(0, 3).map(({ because }) => `Left out: ${because}`),
      ...(kept.length > 3 ? [`${kept.length - 3} more due tables are left out.`] : []),
      ...(more > 0
        ? [
            `${more} more ${more === 1 ? 'table is' : 'tables are'} due: \`maintenance list\` shows them.`,
          ]
        : []),
    ],
  }
}

/** By name, so that a plan stays the same while figures move; freezing goes first. */
const inPlan = (one: Job, other: Job): number =>
  Number(freezes(other)) - Number(freezes(one)) ||
  one.table.quoted.localeCompare(other.table.quoted, 'en')

export const freezes = ({ needs }: Pick<Job, 'needs'>): boolean =>
  needs.some(({ kind }) => kind === 'freeze')

const several = (first: Refusal, many: number, statement: string): Refusal => ({
  ...first,
  because: `${many} tables are due for ${statement}, and none can be worked on. ${first.because}`,
})

const jobOf = (table: MaintainedTable, facts: MaintenanceFacts, trade: Trade): Refusal | Job => {
  const needs = trade.needs(table, facts)
  const busy = atWork(table, facts, trade.statement)
  if (busy) return busy
  const vain = trade.inVain(table, needs, facts)
  if (vain) return vain
  const doer = maintainerOf(table, facts)
  if (isRefusal(doer)) return doer
  const { node, database } = facts
  return { table, needs, place: { node, database, ...doer, oid: table.oid, quoted: table.quoted } }
}
