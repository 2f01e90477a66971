/** Doctor's checks of each login, with the statement that grants a missing right. */
import { waysOf } from '#checks/provider'
import { waysToInherit } from '#cluster/facts/role/privileges'
import type { LoginRights, Owner } from '#cluster/facts/role/rights'
import type { View } from '#model/view'
import { counted } from '#text/figures'
import { minute } from '#text/instant'

export interface LoginCheck {
  readonly cluster: string
  readonly database: string
  readonly what: string
  readonly state: string
  /** A sentence with a remedy; undefined where all is well. */
  readonly wrong?: string
  /** The statements that mend the problem. */
  readonly fix?: string
}

export type CheckPlace = Pick<LoginCheck, 'cluster' | 'database'>
export type Missing = (what: string, wrong: string, fix: string) => LoginCheck

/** PostgreSQL also takes `-infinity` and years before Christ, which no other program reads. */
const timeOf = (expired: string): string => {
  const time = new Date(expired)
  return Number.isNaN(time.getTime()) ? expired : minute(time.toISOString())
}

export const statements = (all: readonly string[]): string => all.map(one => `${one};`).join(' ')

export const checkLogin = (
  { login, quoted, superuser, becomes, connects, expired, monitors, inherits }: LoginRights,
  {
    database,
    first,
    version,
  }: { readonly database: string; readonly first: boolean; readonly version: number },
  about: CheckPlace,
  missing: Missing,
): readonly LoginCheck[] => {
  const fine = (what: string): LoginCheck => ({ ...about, what, state: 'yes' })
  if (superuser)
    return [
      {
        ...about,
        what: `${login}: not a superuser`,
        state: 'it is one',
        wrong: `${login} is a superuser, which Howdah never needs and refuses in production. Give it a role of its own: \`howdah init --print-sql\`.`,
      },
    ].filter(() => first)
  const connect = connects
    ? fine(`${login}: CONNECT`)
    : missing(
        `${login}: CONNECT`,
        `${login} may not connect to ${about.database}.`,
        `GRANT CONNECT ON DATABASE ${database} TO ${quoted};`,
      )
  if (!first) return [connect]
  return [
    ...(becomes === null
      ? []
      : [
          missing(
            `${login}: not a superuser`,
            `${login} may become ${becomes.superuser}, a superuser, which Howdah never needs and refuses in production.`,
            statements(becomes.revokes),
          ),
        ]),
    connect,
    ...(expired === null
      ? []
      : [
          missing(
            `${login}: password`,
            `The password of ${login} expired at ${timeOf(expired)}.`,
            `ALTER ROLE ${quoted} VALID UNTIL 'infinity';`,
          ),
        ]),
    monitors.inherited
      ? fine(`${login}: pg_monitor`)
      : missing(
          `${login}: pg_monitor`,
          `${login} does not see what others run.`,
          statements(waysToInherit('pg_monitor', monitors, { quoted, inherits }, version)),
        ),
  ]
}

export const checkOwner = (
  { owner, quoted, superuser, grantable, tables, may, closed }: Owner,
  actor: LoginRights | undefined,
  { cluster }: Pick<View, 'cluster'>,
  about: CheckPlace,
  missing: Missing,
): readonly LoginCheck[] => {
  if (!actor) return []
  const what = `${actor.login}: SET ROLE ${owner} (${counted(tables, 'table')})`
  // A role that may act as a superuser is as good as a superuser.
  if (superuser !== null && !actor.superuser)
    return [
      {
        ...about,
        what,
        state: superuser === owner ? 'never: a superuser’s' : `never: may become ${superuser}`,
      },
    ]
  const grants = closed.map(({ schema, grant }) =>
    missing(
      `${owner}: CREATE on schema ${schema}`,
      `${owner} may not create anything in schema ${schema}, where it owns tables: no index can be built there, and no drop of one undone.`,
      `${grant};`,
    ),
  )
  if (may) return [{ ...about, what, state: 'yes' }, ...grants]
  if (!grantable && waysOf(cluster.provider).administrator !== null)
    return [
      {
        ...about,
        what,
        state: 'nobody may grant it',
        wrong: `${actor.login} may not act as ${owner}, who owns ${counted(tables, 'table')} in ${about.database}, and nobody but the provider may grant ${owner}. Let ${owner} give each table to a role that can be granted: \`ALTER TABLE … OWNER TO …;\``,
      },
      ...grants,
    ]
  const how = cluster.version >= 16 ? ' WITH INHERIT FALSE, SET TRUE' : ''
  return [
    missing(
      what,
      `${actor.login} may not act as ${owner}, who owns ${counted(tables, 'table')}.`,
      `GRANT ${quoted} TO ${actor.quoted}${how};`,
    ),
    ...grants,
  ]
}
