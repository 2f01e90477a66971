/** Notes on a copy that an approver could not guess. */
import type { ReadyExport } from '#playbooks/clone/export-refusals'
import { fewOf } from '#text/figures'

export const exportNotes = ({
  table,
  clone,
  schema,
  copied,
  quarantine,
}: ReadyExport): readonly string[] => {
  const { quoted, owner } = table
  const gone = copied.grants.flatMap(({ role }) =>
    role === null || quarantine.roles.includes(role) ? [] : [role],
  )
  return [
    `Only ${owner}, who owns the table, may use schema ${schema}. The table’s own privileges come along, and count once it is moved elsewhere.`,
    `Indexes, keys, defaults, triggers and policies do not come along, and none of them is called. ${clone.name} has them until it ends: *Merge by Hand* writes them down where the live table is gone.`,
    ...(clone.moment.recovering
      ? []
      : [
          `${clone.name} takes writes: the rows are those at the moment at which the copy begins, and somebody may have changed them since the clone was made.`,
        ]),
    ...(copied.parts > 0
      ? [
          `The rows of ${quoted} and of the ${copied.parts === 1 ? 'table' : `${copied.parts} tables`} below it become one plain table.`,
        ]
      : []),
    ...(copied.generated.length > 0
      ? [`Computed columns become plain ones, with their values: ${fewOf(copied.generated)}.`]
      : []),
    ...(copied.rowSecurity === 'others'
      ? [`Row-level security of ${quoted} does not come along.`]
      : []),
    ...(quarantine.eventTriggers.length > 0
      ? [
          `The database calls its event triggers for the new schema and table: ${fewOf(quarantine.eventTriggers)}.`,
        ]
      : []),
    ...(gone.length > 0
      ? [`Privileges of roles that are no more are left out: ${fewOf([...new Set(gone)])}.`]
      : []),
  ]
}
