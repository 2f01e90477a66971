/** Where an administrator made the transactions of the acting login read only by default. */
import type { Reader } from '#model/view'
import { Failure } from '#src/errors'

export interface ReadOnlyDefault {
  /** `database app`, `login howdah`, `server shop-1 (configuration file)`. */
  readonly place: string
  /** The statement that takes the setting back; null for a setting of the server. */
  readonly reset: string | null
}

interface Setting extends ReadOnlyDefault {
  readonly on: boolean
}

/** `server` reads in a session that did not set it itself, as every other look does. */
export const readOnlyDefault = async (
  primary: Reader,
  actor: string | null,
  server: { readonly name: string; readonly reader: Reader },
): Promise<ReadOnlyDefault | null> => {
  // The setting of a login or a database wins over the server's.
  const [own] = await primary.read<Setting>(ownSetting, [actor])
  if (own) return own.on ? own : null
  const [everybody] = await server.reader.read<ServerSetting>(serverSetting).catch(unknown)
  // Another source is the observing login's own setting, which hides the server's.
  return everybody?.on &&
    /^(configuration file|command line|environment variable)$/.test(everybody.source)
    ? { place: `server ${server.name} (${everybody.source})`, reset: null }
    : null
}

interface ServerSetting {
  readonly source: string
  readonly on: boolean
}

/** Not known where no further session can be opened. */
const unknown = (error: unknown): readonly ServerSetting[] => {
  if (error instanceof Failure) return []
  throw error
}

const serverSetting = `select source, setting::boolean as on from pg_settings where name = 'default_transaction_read_only'`

// A setting of a login in a database wins over one of the login, of the database, and of every login. PostgreSQL keeps
// a boolean as written, `yes` and `1` among the ways.
const ownSetting = `select split_part(line, '=', 2)::boolean as on,
  case when r.oid is null and d.oid is null then 'every login'
    else concat_ws(' in ', 'login ' || quote_ident(r.rolname), 'database ' || quote_ident(d.datname)) end as place,
  case when r.oid is not null then 'ALTER ROLE ' || quote_ident(r.rolname) || coalesce(' IN DATABASE ' || quote_ident(d.datname), '')
    when d.oid is not null then 'ALTER DATABASE ' || quote_ident(d.datname) else 'ALTER ROLE ALL' end
    || ' RESET default_transaction_read_only' as reset
from pg_db_role_setting s cross join unnest(s.setconfig) line
  left join pg_roles r on r.oid = s.setrole left join pg_database d on d.oid = s.setdatabase
where split_part(line, '=', 1) = 'default_transaction_read_only'
  and (s.setrole = 0 or r.rolname = $1) and (s.setdatabase = 0 or d.datname = current_database())
order by s.setrole = 0, s.setdatabase = 0 limit 1`
