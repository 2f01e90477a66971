import { z } from 'zod'
import { holderSentence } from '#cluster/facts/maintenance/horizon'
import { lookAtMaintenance, type MaintenanceFacts } from '#cluster/facts/maintenance/look'
import {
  analyzeNeed,
  freezeFrom,
  type MaintenanceNeed,
  vacuumNeeds,
} from '#cluster/facts/maintenance/needs'
import { type OldestRelation, oldestElsewhere } from '#cluster/facts/maintenance/oldest'
import type { MaintainedTable } from '#cluster/facts/maintenance/tables'
import { answers } from '#model/command'
import { line } from '#model/input'
import type { Refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import type { View } from '#model/view'
import { isOff } from '#playbooks/maintenance/plan-jobs'
import { noSuchTable } from '#playbooks/maintenance/refusals'
import { bytes, count, counted, percent } from '#text/figures'
import { writeCommand } from '#text/write-command'

export const maintenanceList = answers({
  words: 'maintenance list',
  summary:
    'Tables due for VACUUM or ANALYZE and why, most urgent first, and what holds VACUUM back',
  example: '',
  first: 'table',
  verb: 'read',
  needs: 'cluster',
  input: z.object({
    table: line.optional().describe('Only this table, due or not').meta({ names: 'table' }),
  }),
  async answer({ input, view }) {
    const [facts, elsewhere] = await Promise.all([
      lookAtMaintenance(view, input.table),
      oldestElsewhere(view.primary),
    ])
    return dueOf(view, facts, elsewhere, input.table)
  },
})

interface Due {
  readonly table: MaintainedTable
  readonly need: MaintenanceNeed
  readonly statement: 'VACUUM' | 'ANALYZE'
}

export const dueOf = (
  { cluster, database, unreachable }: Pick<View, 'cluster' | 'database' | 'unreachable'>,
  facts: MaintenanceFacts,
  elsewhere: readonly OldestRelation[],
  typed?: string,
): Answer | Refusal => {
  const asked = facts.tables.filter(({ oid }) => facts.named?.includes(oid) ?? true)
  if (typed !== undefined && asked.length === 0) return noSuchTable(typed, facts, 'VACUUM')
  const due = asked
    .flatMap(table => needsOf(table, facts))
    .toSorted((one, other) => other.need.urgency - one.need.urgency)
  const [first] = due
  const lines = [
    ...facts.horizon.map(holderSentence),
    ...ageLines(facts, elsewhere),
    ...(facts.settings.autovacuum
      ? []
      : ['Autovacuum is off on this server: its tables are vacuumed only by hand.']),
    ...unreachable.map(({ name, because }) => `What runs on ${name} is not known. ${because}`),
  ]
  const where = typed === undefined ? database : asked.map(({ quoted }) => quoted).join(', ')
  if (!first)
    return answer(`Nothing of ${where} is due for VACUUM or ANALYZE.`, {
      lines,
      ...offers(cluster.name, facts, undefined),
    })
  const many = (statement: Due['statement']) =>
    due.filter(one => one.statement === statement).length
  return answer(
    `${counted(new Set(due.map(({ table }) => table.oid)).size, 'table')} due: ${count(many('VACUUM'))} for VACUUM, ${count(many('ANALYZE'))} for ANALYZE.`,
    {
      lines,
      table: {
        columns: ['Table', 'Due for', 'Why', 'Size', 'Remark'],
        rows: due.map(({ table, need, statement }) => [
          table.quoted,
          statement,
          need.words,
          table.bytes === null ? 'locked just now' : bytes(table.bytes),
          remarkOf(table, facts),
        ]),
      },
      ...offers(cluster.name, facts, first),
    },
  )
}

/** All reasons for VACUUM stand in one row. */
const needsOf = (
  table: MaintainedTable,
  { settings, tables }: MaintenanceFacts,
): readonly Due[] => {
  const [need, ...more] = vacuumNeeds(table, settings)
  const parts = tables.filter(({ parentOid }) => parentOid === table.oid)
  const statistics = analyzeNeed(table, settings, parts)
  return [
    ...(need
      ? [
          {
            table,
            statement: 'VACUUM' as const,
            need: { ...need, words: [need, ...more].map(({ words }) => words).join('; ') },
          },
        ]
      : []),
    ...(statistics ? [{ table, statement: 'ANALYZE' as const, need: statistics }] : []),
  ]
}

const remarkOf = ({ oid, options }: MaintainedTable, { work }: MaintenanceFacts): string =>
  [
    ...(work.has(oid) ? [`at work: ${work.get(oid)}`] : []),
    ...(isOff(options['autovacuum_enabled']) ? ['autovacuum is off for it'] : []),
  ].join('; ')

/** The oldest table, and older relations that no plan vacuums. */
const ageLines = (
  { tables, settings }: MaintenanceFacts,
  elsewhere: readonly OldestRelation[],
): readonly string[] => {
  const most = settings.values.autovacuum_freeze_max_age ?? Infinity
  const oldest = tables.reduce<MaintainedTable | undefined>(
    (old, one) => (one.xidAge > (old?.xidAge ?? 0) ? one : old),
    undefined,
  )
  return [
    ...(oldest
      ? [
          `The oldest transaction id is that of ${oldest.quoted}: ${count(oldest.xidAge)} old, ${percent(oldest.xidAge / most)} of autovacuum_freeze_max_age.`,
        ]
      : []),
    ...elsewhere
      .filter(({ xidAge }) => xidAge >= freezeFrom * most)
      .map(({ quoted, kind, xidAge }) =>
        kind === 'catalogue'
          ? `${quoted} of the catalogue is ${count(xidAge)} transaction ids old: autovacuum freezes it, or a superuser.`
          : `${quoted}, a temporary table of another session, is ${count(xidAge)} transaction ids old, and keeps the whole server from using older ids again: only its session can vacuum or drop it.`,
      ),
  ]
}

const offers = (
  cluster: string,
  { horizon, maintainer, actor }: MaintenanceFacts,
  first: Due | undefined,
): Pick<Answer, 'offers'> => {
  if (maintainer === null && actor === null) return {}
  const ender = horizon.find(({ command, lasting }) => command !== null && lasting)?.command
  return {
    offers: [
      ...(first
        ? [
            {
              label: first.statement === 'VACUUM' ? 'Vacuum the First' : 'Analyze the First',
              command: writeCommand(
                `maintenance ${first.statement === 'VACUUM' ? 'vacuum' : 'analyze'}`,
                { table: first.table.quoted, cluster },
              ),
            },
          ]
        : []),
      ...(ender ? [{ label: 'End the Holder', command: ender }] : []),
    ],
  }
}
