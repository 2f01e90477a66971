/** Values of roles and databases: sessions there do not notice a change of the server's value. */
import type { Reader } from '#model/view'
import { withheldSetting } from '#text/may-hold-secret'

export interface OwnValue {
  /** As written in ALTER ROLE or ALTER DATABASE. */
  readonly name: string
  readonly value: string
  /** Quoted; null for every role, or for every database. */
  readonly role: string | null
  readonly database: string | null
}

export const ownValues = async (reader: Reader): Promise<readonly OwnValue[]> =>
  (
    await reader.read<OwnValue>(
      `select split_part(line, '=', 1) as name, substr(line, strpos(line, '=') + 1) as value,
       quote_ident(r.rolname) as role, quote_ident(d.datname) as database
     from pg_db_role_setting s cross join unnest(s.setconfig) line
       left join pg_roles r on r.oid = s.setrole left join pg_database d on d.oid = s.setdatabase
     order by 1, r.rolname nulls first, d.datname nulls first`,
    )
  ).map(one => ({ ...one, value: withheldSetting(one.name, one.value) ?? '' }))
