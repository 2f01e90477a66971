/** What the login for ha may not do yet. */
import type { Reader } from '#model/view'

/** Statements with the missing rights of a login for ha; `promotes` where Howdah itself stops and promotes servers. */
export const lackingRights = async (
  reader: Reader,
  login: string,
  promotes: boolean,
): Promise<readonly string[]> => {
  const rows = await reader.read<{ lacks: readonly string[] }>(rights, [login, promotes])
  return rows[0]?.lacks ?? []
}

// Rights on functions are of one database. Patroni promotes, and receives WAL, by logins of its own.
const rights = `select array_remove(array[
  case when $2 and not has_function_privilege(r.oid, 'pg_promote(boolean, integer)', 'execute')
    then format('GRANT EXECUTE ON FUNCTION pg_promote(boolean, integer) TO %I', r.rolname) end,
  case when $2 and not (r.rolreplication or r.rolsuper) then format('ALTER ROLE %I REPLICATION', r.rolname) end,
  case when not pg_has_role(r.oid, 'pg_checkpoint', 'usage') then format('GRANT pg_checkpoint TO %I', r.rolname) end,
  case when not pg_has_role(r.oid, 'pg_monitor', 'usage') then format('GRANT pg_monitor TO %I', r.rolname) end
], null) as lacks from pg_roles r where r.rolname = $1`
