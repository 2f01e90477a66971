/**
 * Vacuums a table, or the neediest tables, a table a step. A cancelled VACUUM leaves the table as before, so a run holds
 * between and within tables. Never FULL: that writes the table anew and locks out reads and writes meanwhile.
 */
import type { MaintenanceFacts } from '#cluster/facts/maintenance/look'
import { lookAtMaintenance } from '#cluster/facts/maintenance/look'
import { freezeFrom, freezeLimit, vacuumNeeds } from '#cluster/facts/maintenance/needs'
import type { MaintainedTable } from '#cluster/facts/maintenance/tables'
import { definePlaybook } from '#model/playbook'
import { refusal } from '#model/refusal'
import { vacuumTable } from '#playbooks/maintenance/actions'
import { outcomesOf, undone } from '#playbooks/maintenance/done'
import { type MaintenanceInput, maintenanceInput } from '#playbooks/maintenance/input'
import { freezes, type Jobs, jobsFor, type Trade } from '#playbooks/maintenance/jobs'
import { failing, planJobs } from '#playbooks/maintenance/plan-jobs'
import { count } from '#text/figures'

const lastVacuum = ({ lastVacuum: last }: MaintainedTable): string | null => last

export const maintenanceVacuum = definePlaybook<MaintenanceInput, MaintenanceFacts, Jobs>({
  name: 'maintenance.vacuum',
  version: 1,
  summary: 'Vacuum a table, or the neediest ones, while reads and writes continue',
  example: 'orders minutes=30',
  first: 'table',
  risk: 'change',
  input: maintenanceInput,

  look: (view, { table }) => lookAtMaintenance(view, table),

  refuse: (input, facts) => jobsFor(input, facts, trade),

  plan: (input, facts) =>
    planJobs(input, facts, {
      verb: 'Vacuum',
      change: 'vacuum',
      step: (job, jobs, budget) => ({
        title: `Vacuum ${job.table.quoted}`,
        action: vacuumTable(
          job.place,
          { freeze: freezes(job), version: jobs.version, last: job.table.lastVacuum },
          budget,
        ),
        onFailure: failing(jobs),
        undo: null,
      }),
      reads: ({ table, needs }) =>
        (needs.some(({ kind }) => kind === 'freeze')
          ? (table.bytes ?? 0)
          : (table.bytes ?? 0) * (1 - Math.min(1, table.visiblePages / Math.max(1, table.pages)))) +
        (table.dead > 0 ? (table.indexBytes ?? 0) : 0),
      undo: 'only rows that nobody can see any more are removed',
      notes: [
        'Empty pages stay with the table for new rows: giving them back to the disk would lock out reads and writes for a moment.',
      ],
    }),

  verify: (_, facts, steps = []) => undone(outcomesOf(steps, facts, lastVacuum), 'vacuumed'),

  found(_, facts, steps) {
    const now = outcomesOf(steps, facts, lastVacuum).flatMap(({ table, done }) =>
      table && done
        ? [
            `${table.quoted} has ${count(table.dead)} dead rows left, and its oldest transaction id is ${count(table.xidAge)} old.`,
          ]
        : [],
    )
    const [holder] = facts.horizon
    const kept = now.length > 0 && holder ? [`${holder.label} still holds dead rows back.`] : []
    return now.length === 0 ? null : [...now, ...kept].join(' ')
  },
})

const trade: Trade = {
  statement: 'VACUUM',
  needs: (table, { settings }) => vacuumNeeds(table, settings),
  standsFor: (table, { tables }) =>
    table.kind === 'partitioned table' ? leavesOf(table, tables) : [table],
  inVain(table, needs, { horizon, settings }) {
    const rows = needs.filter(({ kind }) => kind !== 'freeze')
    const onlyRows =
      needs.length > 0 ? rows.every(({ kind }) => kind === 'dead rows') : table.dead > 0
    const freezer = horizon.find(
      ({ xids }) => xids >= freezeFrom * freezeLimit(table, settings, 'autovacuum_freeze_max_age'),
    )
    const keeper = horizon.find(
      ({ since }) =>
        since !== null &&
        table.lastAnyVacuum !== null &&
        BigInt(since) < BigInt(table.lastAnyVacuum),
    )
    const freezing = freezes({ needs })
    if (freezing && rows.length === 0 && freezer)
      return refusal(
        `Freezing ${table.quoted} would achieve nothing: ${freezer.label} keeps the rows of the last ${count(freezer.xids)} transactions.`,
        freezer.instead,
        freezer.command ?? undefined,
      )
    return !freezing && onlyRows && keeper
      ? refusal(
          `Hardly any of the ${count(table.dead)} dead rows of ${table.quoted} could be removed: ${keeper.label} holds on to them, and did so before the last VACUUM ended.`,
          keeper.instead,
          keeper.command ?? undefined,
        )
      : undefined
  },
}

/** The partitions with rows of their own, at any depth. */
const leavesOf = (
  { oid }: MaintainedTable,
  tables: readonly MaintainedTable[],
): readonly MaintainedTable[] =>
  tables
    .filter(({ parentOid }) => parentOid === oid)
    .flatMap(part => (part.kind === 'partitioned table' ? leavesOf(part, tables) : [part]))
