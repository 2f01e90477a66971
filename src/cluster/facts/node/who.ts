/** What a node says of itself in a single read, because every view begins with it. */
import { superuserBehind } from '#cluster/facts/role/privileges'
import type { ClusterAbout } from '#model/cluster'
import type { Reader } from '#model/view'
import { Failure } from '#src/errors'

export interface Who {
  readonly recovering: boolean
  readonly version: number
  readonly superusers: ClusterAbout['superusers']
  /** The identifier that all nodes of a cluster have in common; null where the login may not ask. */
  readonly system: string | null
}

/** `actor` is the acting login. */
export const readWho = async (reader: Reader, actor: string | null): Promise<Who> => {
  const ask = async (system: string): Promise<Who> => {
    const [row] = await reader.read<Who>(`${who}, ${system} as system`, [actor])
    if (!row) throw new Error('a node says nothing of itself')
    return row
  }
  return ask('(select system_identifier::text from pg_control_system())').catch(
    (error: unknown) => {
      // `doctor` names the missing right; a plan needs the right, an answer does not.
      if (error instanceof Failure && error.code === 'sql.42501') return ask('null::text')
      throw error
    },
  )
}

const who = `select pg_is_in_recovery() as recovering,
  current_setting('server_version_num')::int / 10000 as version,
  (select coalesce(json_agg(l), '[]') from (select rolname::text as login, ${superuserBehind('r.oid')} as superuser
    from pg_roles r where rolname in (session_user, $1)) l where superuser is not null) as superusers`
