/** Whether the logins may maintain a table: since 17 by the MAINTAIN privilege or pg_maintain, before as its owner. */
import { type OwnerReach, ownerReach } from '#cluster/facts/role/privileges'
import type { View } from '#model/view'

export interface MaintainRight extends OwnerReach {
  /** The login that may act with rights of the login itself; null without such a login. */
  readonly maintains: string | null
  /** The GRANT for this table, and the GRANT for every table; null before 17, or without a login. */
  readonly grants: readonly [table: string, all: string] | null
}

/** By the oid of the table. */
export const maintainRights = async (
  { primary, cluster: { logins, version } }: View,
  tables: readonly { readonly oid: string; readonly owner: string }[],
): Promise<ReadonlyMap<string, MaintainRight>> => {
  const owners = [...new Set(tables.map(({ owner }) => owner))]
  const reaches = new Map(
    await Promise.all(
      owners.map(
        async owner => [owner, await ownerReach(primary, logins.ddl, owner, version)] as const,
      ),
    ),
  )
  const own =
    version < 17 || logins.maintain === null
      ? []
      : await primary.read<{ oid: string; may: boolean; table: string; all: string }>(
          `select c.oid::text as oid, has_table_privilege(r.oid, c.oid, 'MAINTAIN') as may,
             format('GRANT MAINTAIN ON TABLE %I.%I TO %I', n.nspname, c.relname, r.rolname) as table,
             format('GRANT pg_maintain TO %I', r.rolname) as all
           from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.rolname = $2
           where c.oid = any($1::oid[])`,
          [tables.map(({ oid }) => oid), logins.maintain],
        )
  const byOid = new Map(own.map(row => [row.oid, row]))
  return new Map(
    tables.map(({ oid, owner }) => {
      const found = byOid.get(oid)
      return [
        oid,
        {
          ...(reaches.get(owner) ?? { maySetRole: false, ownerGrant: '', ownerSuperuser: null }),
          maintains: found?.may === true ? logins.maintain : null,
          grants: found ? ([found.table, found.all] as const) : null,
        },
      ]
    }),
  )
}
