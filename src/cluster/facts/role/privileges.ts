/** Rights of the acting login, read before a plan is made. */
import type { Reader } from '#model/view'

/** True when `login` may SET ROLE to `owner`: directly, through membership, or as a superuser. */
export const maySetRole = async (
  reader: Reader,
  login: string,
  owner: string,
  version: number,
): Promise<boolean> => {
  // 16 tells membership apart from the right to SET ROLE.
  const right = version >= 16 ? 'SET' : 'MEMBER'
  const [row] = await reader.read<{ may: boolean }>(
    `select coalesce(pg_has_role(l.oid, o.oid, $3), false) as may
     from pg_roles o left join pg_roles l on l.rolname = $1 where o.rolname = $2`,
    [login, owner, right],
  )
  return row?.may ?? false
}

/** How a role is granted: to act as the role, or to have the role's rights. Required from 16 on. */
const handing = { act: ' WITH INHERIT FALSE, SET TRUE', have: ' WITH INHERIT TRUE' } as const

/** Writes the missing GRANT, ready to paste: names are quoted where needed. */
export const roleGrant = async (
  reader: Reader,
  role: string,
  login: string,
  to: keyof typeof handing,
  version: number,
): Promise<string> => {
  const [row] = await reader.read<{ words: string }>(
    `select format('GRANT %I TO %I', $1::text, $2::text) as words`,
    [role, login],
  )
  return `${row?.words ?? ''}${version >= 16 ? handing[to] : ''}`
}

/** Writes the GRANT that an owner needs to create in the schema; null when the owner may. */
export const missingCreate = async (
  reader: Reader,
  owner: string,
  schema: string,
): Promise<string | null> => {
  const [row] = await reader.read<{ words: string }>(
    `select format('GRANT CREATE ON SCHEMA %I TO %I', n.nspname, $1::text) as words
     from pg_namespace n where n.nspname = $2 and not has_schema_privilege($1, n.oid, 'CREATE')`,
    [owner, schema],
  )
  return row?.words ?? null
}

/** True for the same role or pg_signal_backend; only a superuser may signal a superuser's session. */
export const maySignal = async (
  reader: Reader,
  login: string,
  target: { readonly user: string | null; readonly superuser: boolean },
): Promise<boolean> => {
  const [row] = await reader.read<{ may: boolean }>(
    `select l.rolsuper or (not $3::boolean and (pg_has_role(l.oid, 'pg_signal_backend', 'USAGE')
       or coalesce((select pg_has_role(l.oid, t.oid, 'USAGE') from pg_roles t where t.rolname = $2), false))) as may
     from pg_roles l where l.rolname = $1`,
    [login, target.user, target.superuser],
  )
  return row?.may ?? false
}
