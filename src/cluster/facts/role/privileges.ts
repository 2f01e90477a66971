/** Rights of the acting login, read before a plan is made. */
import type { Reader } from '#model/view'

/** What it takes to act as the owner of a table. */
export interface OwnerReach {
  /** True when the acting login may SET ROLE to the owner: directly, through membership, or as a superuser. */
  readonly maySetRole: boolean
  /** GRANT that would let the acting login act as the owner; empty without an acting login. */
  readonly ownerGrant: string
  /** The superuser that the owner is, or may become; null where there is none, or the acting login is a superuser. */
  readonly ownerSuperuser: string | null
}

/** Selects a superuser that role `oid` is, or may become through any chain of memberships; null when there is none. */
export const superuserBehind = (oid: string): string =>
  `(select s.rolname::text from pg_roles s where s.rolsuper and pg_has_role(${oid}, s.oid, 'MEMBER')
    order by s.oid <> ${oid}, s.rolname limit 1)`

export const ownerReach = async (
  reader: Reader,
  login: string | null,
  owner: string | null,
  version: number,
): Promise<OwnerReach> => {
  if (login === null || owner === null)
    return { maySetRole: false, ownerGrant: '', ownerSuperuser: null }
  // 16 tells membership apart from the right to SET ROLE.
  const right = version >= 16 ? 'SET' : 'MEMBER'
  const [row] = await reader.read<OwnerReach>(
    `select coalesce(pg_has_role(l.oid, o.oid, $3), false) as "maySetRole",
       format('GRANT %I TO %I', $2::text, $1::text) || $4 as "ownerGrant",
       case when l.rolsuper is not true then ${superuserBehind('o.oid')} end as "ownerSuperuser"
     from (select) one left join pg_roles o on o.rolname = $2 left join pg_roles l on l.rolname = $1`,
    [login, owner, right, version >= 16 ? ' WITH INHERIT FALSE, SET TRUE' : ''],
  )
  return row ?? { maySetRole: false, ownerGrant: '', ownerSuperuser: null }
}

/** Howdah never switches to pg_monitor or pg_signal_backend: the rights of either count when inherited. */
export interface HeldRole {
  readonly inherited: boolean
  /** True where the role is granted to the login itself, inherited or not. */
  readonly granted: boolean
}

/** Selects a HeldRole. */
export const heldRole = (login: string, role: string): string =>
  `json_build_object('inherited', pg_has_role(${login}, '${role}', 'USAGE'), 'granted',
    exists (select from pg_auth_members m where m.member = ${login} and m.roleid = '${role}'::regrole))`

/** Writes what is missing until the login inherits `role`; before 16 the login inherits all of its roles or none. */
export const waysToInherit = (
  role: string,
  { granted }: HeldRole,
  login: { readonly quoted: string; readonly inherits: boolean },
  version: number,
): readonly string[] =>
  version >= 16
    ? [`GRANT ${role} TO ${login.quoted} WITH INHERIT TRUE`]
    : [
        ...(granted ? [] : [`GRANT ${role} TO ${login.quoted}`]),
        ...(login.inherits ? [] : [`ALTER ROLE ${login.quoted} INHERIT`]),
      ]

/** Selects the rights of an owner that are missing on a schema, for a GRANT; empty when the owner has both. */
export const lackingOn = (owner: string, schema: string): string =>
  `concat_ws(', ', case when not has_schema_privilege(${owner}, ${schema}, 'USAGE') then 'USAGE' end,
    case when not has_schema_privilege(${owner}, ${schema}, 'CREATE') then 'CREATE' end)`

/** Writes the GRANT that an owner needs to create in the schema; null when the owner may. */
export const missingCreate = async (
  reader: Reader,
  owner: string,
  schema: string,
): Promise<string | null> => {
  const [row] = await reader.read<{ words: string }>(
    `select format('GRANT %s ON SCHEMA %I TO %I', ${lackingOn('$1::text', 'n.oid')}, n.nspname, $1::text) as words
     from pg_namespace n where n.nspname = $2 and ${lackingOn('$1::text', 'n.oid')} <> ''`,
    [owner, schema],
  )
  return row?.words ?? null
}
