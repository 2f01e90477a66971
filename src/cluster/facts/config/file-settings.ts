/** The lines of a node's configuration files, as a reload would read the files now. */
import type { Reader } from '#model/view'
import { withheldSetting } from '#text/may-hold-secret'

export interface FileSetting {
  readonly file: string
  readonly line: number
  /** Null where the line cannot be read as a setting. */
  readonly name: string | null
  /** As written, without the quotes; a value that may hold a password is withheld. */
  readonly setting: string | null
  /** True where the line counts: no later line has the same name, and the value can be taken. */
  readonly applied: boolean
  readonly error: string | null
}

export interface FileSettings {
  /** In the order of reading: the last line of a name counts. Null where the login may not read the files. */
  readonly lines: readonly FileSetting[] | null
  /** GRANTs that would let the login read, in the database of the question. */
  readonly grants: readonly string[]
}

/** PostgreSQL's remark on a value that waits for a restart, which is no fault. */
export const waitsForRestart = 'setting could not be applied'

export const fileSettings = async (reader: Reader): Promise<FileSettings> => {
  const [missing] = await reader.read<{ grants: readonly string[] }>(
    `select ${fileGrants('oid')} as grants from pg_roles where rolname = current_user`,
  )
  const grants = missing?.grants ?? []
  if (grants.length > 0) return { lines: null, grants }
  const read = await reader.read<FileSetting>(lines)
  return {
    lines: read.map(one => ({ ...one, setting: withheldSetting(one.name ?? '', one.setting) })),
    grants: [],
  }
}

/** Selects the GRANTs that role `oid` lacks to read the files: an array. */
export const fileGrants = (oid: string): string =>
  `array_remove(array[
    case when not has_function_privilege(${oid}, 'pg_show_all_file_settings()', 'EXECUTE')
      then format('GRANT EXECUTE ON FUNCTION pg_show_all_file_settings() TO %I', pg_get_userbyid(${oid})) end,
    case when not has_table_privilege(${oid}, 'pg_catalog.pg_file_settings', 'SELECT')
      then format('GRANT SELECT ON pg_file_settings TO %I', pg_get_userbyid(${oid})) end], null)`

const lines = `select sourcefile as file, sourceline as line, name, setting, applied, error
  from pg_file_settings order by seqno`
