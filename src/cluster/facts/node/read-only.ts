/** Where an administrator made the transactions of the acting login read only by default. */
import type { Reader } from '#model/view'

export interface ReadOnlyDefault {
  /** `database app`, `login howdah`, `server shop-1 (configuration file)`. */
  readonly place: string
  /** The statement that takes the setting back; null for a setting of the server. */
  readonly reset: string | null
}

interface Setting extends ReadOnlyDefault {
  readonly on: boolean
}

/** The setting of a login or a database, which wins over the server's; undefined where none is made. */
export const ownReadOnly = async (
  reader: Reader,
  actor: string | null,
): Promise<Setting | undefined> => (await reader.read<Setting>(ownSetting, [actor]))[0]

/** `ask` reads in a session that did not set it itself, as every pooled one does. */
export const serverReadOnly = async (
  ask: (text: string) => Promise<readonly { readonly source: string; readonly on: boolean }[]>,
  node: string,
): Promise<ReadOnlyDefault | null> => {
  const [found] = await ask(serverSetting)
  // Another source is the observing login's own setting, which hides the server's.
  return found?.on && /^(configuration file|command line|environment variable)$/.test(found.source)
    ? { place: `server ${node} (${found.source})`, reset: null }
    : null
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
