/**
 * Collects the planner's statistics of a table, or of the neediest tables, a table a step. Autovacuum never analyses a
 * partitioned table.
 */

import { lookAtMaintenance, type MaintenanceFacts } from '#cluster/facts/maintenance/look'
import { analyzeNeed } from '#cluster/facts/maintenance/needs'
import type { MaintainedTable } from '#cluster/facts/maintenance/tables'
import { definePlaybook } from '#model/playbook'
import { analyzeTable } from '#playbooks/maintenance/actions'
import { outcomesOf, undone } from '#playbooks/maintenance/done'
import { type MaintenanceInput, maintenanceInput } from '#playbooks/maintenance/input'
import { type Jobs, jobsFor, type Trade } from '#playbooks/maintenance/jobs'
import { failing, planJobs } from '#playbooks/maintenance/plan-jobs'
import { count } from '#text/figures'

const lastAnalyze = ({ lastAnalyze: last }: MaintainedTable): string | null => last

/** ANALYZE samples 300 rows for each unit of the statistics target, 100 by default, mostly each from a page of its own. */
const sampleBytes = 300 * 100 * 8_192

export const maintenanceAnalyze = definePlaybook<MaintenanceInput, MaintenanceFacts, Jobs>({
  name: 'maintenance.analyze',
  version: 1,
  summary: 'Collect the planner’s statistics of a table, or of the neediest ones',
  example: 'orders',
  first: 'table',
  risk: 'change',
  input: maintenanceInput,

  look: (view, { table }) => lookAtMaintenance(view, table),

  refuse: (input, facts) => jobsFor(input, facts, trade),

  plan: (input, facts) =>
    planJobs(input, facts, {
      verb: 'Analyze',
      change: 'analyze',
      step: ({ table, place }, jobs, budget) => ({
        title: `Analyze ${table.quoted}`,
        action: analyzeTable(
          place,
          {
            only: jobs.version >= 18 && table.kind === 'partitioned table',
            last: table.lastAnalyze,
          },
          budget,
        ),
        onFailure: failing(jobs),
        undo: null,
      }),
      reads: ({ table }) => Math.min(table.bytes ?? sampleBytes, sampleBytes),
      undo: 'older statistics are not kept; queries may get other plans, mostly better ones',
      notes:
        facts.version < 18 && facts.jobs.some(({ table }) => table.kind === 'partitioned table')
          ? [
              'Before PostgreSQL 18 ANALYZE of a partitioned table analyses all of its partitions too.',
            ]
          : [],
    }),

  verify: (_, facts, steps = []) => undone(outcomesOf(steps, facts, lastAnalyze), 'analysed'),

  found(_, facts, steps) {
    const now = outcomesOf(steps, facts, lastAnalyze).flatMap(({ table, done }) =>
      table && done && table.rows !== null
        ? [`${table.quoted} has statistics of about ${count(table.rows)} rows.`]
        : [],
    )
    return now.length === 0 ? null : now.join(' ')
  },
})

const trade: Trade = {
  statement: 'ANALYZE',
  needs: (table, { settings, tables }) => {
    const need = analyzeNeed(
      table,
      settings,
      tables.filter(({ parentOid }) => parentOid === table.oid),
    )
    return need ? [need] : []
  },
  standsFor: table => [table],
  inVain: () => undefined,
}
