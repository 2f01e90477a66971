/** Rights that the acting login lacks to change settings: not a superuser is needed (manual, GRANT ON PARAMETER). */
import { fileGrants } from '#cluster/facts/config/file-settings'
import type { Reader } from '#model/view'

export interface SettingRights {
  /** Names that the login may not change by ALTER SYSTEM. */
  readonly denied: readonly string[]
  /** Statements for an administrator; those about functions hold in the database of the question. */
  readonly grants: readonly string[]
}

/** `names` are as pg_settings has them. */
export const settingRights = async (
  reader: Reader,
  login: string | null,
  names: readonly string[],
): Promise<SettingRights> => {
  if (login === null) return { denied: [], grants: [] }
  const [row] = await reader.read<SettingRights>(rights, [login, names])
  return row ?? { denied: [...names], grants: [] }
}

/** Rights that the reading login lacks to tell the origin of a value, apart from the rights to read files. */
export const readingRights = async (reader: Reader): Promise<SettingRights> => ({
  denied: [],
  grants: (
    await reader.read<{ grant: string }>(
      `select format('GRANT pg_read_all_settings TO %I', current_user) as grant
       where not pg_has_role(current_user, 'pg_read_all_settings', 'USAGE')`,
    )
  ).map(({ grant }) => grant),
})

// The driver reads back which file a value comes from.
const rights = `select denied, array_remove(array[
    case when denied <> '{}' then format('GRANT ALTER SYSTEM ON PARAMETER %s TO %I', array_to_string(denied, ', '), rolname) end,
    case when not has_function_privilege(oid, 'pg_reload_conf()', 'EXECUTE')
      then format('GRANT EXECUTE ON FUNCTION pg_reload_conf() TO %I', rolname) end,
    case when not pg_has_role(oid, 'pg_read_all_settings', 'USAGE') then format('GRANT pg_read_all_settings TO %I', rolname) end
  ] || ${fileGrants('oid')}, null) as grants
from pg_roles, lateral (select array(select name from unnest($2::text[]) name
  where not has_parameter_privilege(pg_roles.oid, name, 'ALTER SYSTEM'))) asked(denied)
where rolname = $1`
