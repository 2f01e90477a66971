/** Refusals of the playbooks of maintenance. */
import type { MaintenanceFacts } from '#cluster/facts/maintenance/look'
import type { MaintainedTable } from '#cluster/facts/maintenance/tables'
import { type Refusal, refusal } from '#model/refusal'
import type { MaintainPlace } from '#playbooks/maintenance/actions'
import { mayNotActAs, noLogin } from '#playbooks/shared/refusals'
import { nearest } from '#text/nearest'

/** Two VACUUMs of a table exclude each other, and autovacuum gives way only after a second. */
export const atWork = (
  { oid, quoted }: MaintainedTable,
  { work }: MaintenanceFacts,
  statement: string,
): Refusal | undefined => {
  const label = work.get(oid)
  return label === undefined
    ? undefined
    : refusal(
        `${label} works on ${quoted} right now, and ${statement} would have to wait for it.`,
        'Wait until that has ended, then ask again.',
        'maintenance list',
      )
}

/** The login that maintains the table: since 17 with the MAINTAIN privilege, else as the owner. */
export const maintainerOf = (
  { oid, owner, quoted }: MaintainedTable,
  { rights, maintainer, actor, version }: MaintenanceFacts,
): Refusal | Pick<MaintainPlace, 'duty' | 'role'> => {
  const right = rights.get(oid)
  if (right?.maintains) return { duty: 'maintain', role: null }
  if (actor === null && (version < 17 || maintainer === null)) return noLogin('ddl')
  if (actor !== null && right?.maySetRole === true && right.ownerSuperuser === null)
    return { duty: 'ddl', role: owner }
  if (right?.grants) {
    const [table, all] = right.grants
    return refusal(
      `${maintainer ?? ''} may not maintain ${quoted}, which belongs to ${owner}: PostgreSQL would only warn and skip it.`,
      `Ask an administrator to run: \`${table}\`. For every table: \`${all}\`.`,
    )
  }
  return (
    mayNotActAs(actor ?? '', owner, quoted, {
      maySetRole: false,
      ownerGrant: right?.ownerGrant ?? '',
      ownerSuperuser: right?.ownerSuperuser ?? null,
    }) ?? noLogin('ddl')
  )
}

export const noSuchTable = (
  typed: string,
  { tables, unmaintained: found }: MaintenanceFacts,
  statement: string,
): Refusal => {
  switch (found?.kind) {
    case 'view':
    case 'foreign table':
    case 'index':
      return refusal(
        `${found.quoted} is ${found.kind === 'index' ? 'an' : 'a'} ${found.kind}, which has no rows of its own to look after.`,
        'Name the table where the rows are.',
      )
    case 'catalogue':
      return refusal(
        `${found.quoted} belongs to PostgreSQL’s own catalogue.`,
        `Leave it to autovacuum; if it cannot wait, let a superuser run \`${statement} ${found.quoted}\`.`,
      )
    case 'temporary table':
      return refusal(
        `${found.quoted} is a temporary table of another session, and PostgreSQL vacuums it for that session alone.`,
        'Ask whoever has that session, or end the session: `maintenance list` names those that keep old transaction ids.',
        'maintenance list',
      )
    case 'TOAST table':
      return refusal(
        `${found.quoted} holds the long values of ${found.of ?? 'a table'}.`,
        `Name ${found.of ?? 'that table'}: its TOAST table is vacuumed along with it.`,
      )
    case undefined: {
      const close = nearest(
        typed,
        tables.map(({ quoted }) => quoted.replace(/^public\./, '')),
      )
      return refusal(
        `There is no table ${typed}.`,
        close === undefined
          ? 'Check its schema and spelling, and `database=`.'
          : `Did you mean \`${close}\`?`,
      )
    }
  }
}
