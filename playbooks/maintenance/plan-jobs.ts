/** The plan of maintenance: a step a table, within the minutes for all tables together. */
import { holderSentence } from '#cluster/facts/maintenance/horizon'
import type { SqlAction } from '#model/actions/sql'
import type { Effect } from '#model/effect'
import type { Estimate, PlanBody, Step } from '#model/plan'
import type { Budget } from '#playbooks/maintenance/actions'
import type { MaintenanceInput } from '#playbooks/maintenance/input'
import type { Job, Jobs } from '#playbooks/maintenance/jobs'
import { bytes, counted, seconds } from '#text/figures'
import { listed } from '#text/listed'

export interface Doing {
  /** `Vacuum`, in the imperative. */
  readonly verb: string
  readonly change: Extract<Effect['change'], 'vacuum' | 'analyze'>
  step(
    job: Job,
    facts: Jobs,
    budget: Budget,
  ): Pick<Step<SqlAction>, 'title' | 'action' | 'undo' | 'onFailure'>
  /** Bytes that have to be read. */
  reads(job: Job): number
  /** Why the work has no way back. */
  readonly undo: string
  readonly notes: readonly string[]
}

/** Bytes a second that the cost limit lets through, of pages read from disk and dirtied; and about what a disk gives. */
const gentleRate = 36 * 1_024 ** 2
const fullRate = 200 * 1_024 ** 2

export const planJobs = (
  { minutes, gently }: MaintenanceInput,
  facts: Jobs,
  doing: Doing,
): PlanBody => {
  const { jobs } = facts
  const budget = { deadlineSeconds: Math.floor((minutes * 60) / jobs.length), gently }
  const names = jobs.map(({ table }) => table.quoted)
  const about = jobs.map(job => doing.reads(job) / (gently ? gentleRate : fullRate))
  const slow = jobs.filter((_, at) => (about[at] ?? 0) > budget.deadlineSeconds)
  return {
    headline: `${doing.verb} ${jobs.length === 1 ? (names[0] ?? '') : `${counted(jobs.length, 'table')}: ${listed(names)}`}${sizeOf(jobs)}`,
    steps: jobs.map(job => stepOf(job, facts, doing, budget)),
    claims: jobs.map(({ table }) => ({
      on: 'relation',
      key: `${facts.database}/${table.oid}`,
      label: table.quoted,
      mode: 'exclusive',
    })),
    estimates: [
      ...jobs.map(job => whyOf(job, jobs.length)),
      {
        label: 'Locks',
        value:
          'reads and writes continue; schema changes and index builds wait; a table that cannot be locked within about 10 s is skipped',
      },
      {
        label: 'Time',
        value: `about ${seconds(
          Math.max(
            1,
            about.reduce((sum, one) => sum + one, 0),
          ),
        )}${gently ? ', as gently as autovacuum' : ', at full speed'}; ${jobs.length === 1 ? 'times out' : 'each times out'} after ${seconds(budget.deadlineSeconds)}`,
      },
      { label: 'Undo', value: `none: ${doing.undo}` },
    ],
    notes: [
      ...facts.horizon.slice(0, 1).map(holderSentence),
      ...(slow.length > 0
        ? [
            `${listed(slow.map(({ table }) => table.quoted))} may take longer than its share of ${seconds(budget.deadlineSeconds)}, and is then left undone: give more \`minutes\`${gently ? ', or say `gently=no`' : ''}.`,
          ]
        : []),
      ...jobs
        .filter(({ table: { options } }) => isOff(options['autovacuum_enabled']))
        .map(
          ({ table }) => `${table.quoted} has autovacuum_enabled off: nothing else maintains it.`,
        ),
      ...(facts.settings.autovacuum
        ? []
        : ['Autovacuum is off on this server: nothing else maintains its tables.']),
      ...doing.notes,
      ...facts.left,
    ],
  }
}

export const isOff = (value: string | undefined): boolean =>
  value !== undefined && /^(off|false|no|0|f|n)$/i.test(value)

const sizeOf = (jobs: readonly Job[]): string => {
  const sizes = jobs.map(({ table }) => table.bytes)
  return sizes.includes(null)
    ? ''
    : ` (${bytes(sizes.reduce<number>((sum, one) => sum + (one ?? 0), 0))})`
}

const whyOf = ({ table, needs }: Job, of: number): Estimate => ({
  label: of === 1 ? 'Due for' : table.quoted,
  value:
    needs.length === 0
      ? 'nothing: it is within its thresholds'
      : needs.map(({ words }) => words).join('; '),
})

/** A failing table does not end the work on the rest. */
export const failing = ({ jobs }: Jobs): Step['onFailure'] =>
  jobs.length === 1 ? 'undo' : 'finish'

const stepOf = (job: Job, facts: Jobs, doing: Doing, budget: Budget): Step<SqlAction> => {
  const { quoted, bytes: size } = job.table
  return {
    ...doing.step(job, facts, budget),
    alike: [quoted],
    effects: [
      {
        change: doing.change,
        kind: 'table',
        object: quoted,
        bytes: size,
        lock: { table: quoted, mode: 'SHARE UPDATE EXCLUSIVE', blocks: 'schema changes' },
      },
    ],
    halts: 'hold',
  }
}
