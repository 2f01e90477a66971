/** Doctor's checks of each login, with the statement that grants a missing right. */
import type { LoginRights, Owner } from '#cluster/facts/role/rights'
import type { ClusterConfig } from '#model/configuration'
import type { View } from '#model/view'
import { counted } from '#text/figures'

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

export const checkLogin = (
  { login, quoted, superuser, connects, monitors }: LoginRights,
  {
    database,
    first,
    inherit,
  }: { readonly database: string; readonly first: boolean; readonly inherit: string },
  about: CheckPlace,
  missing: Missing,
): readonly LoginCheck[] => {
  const fine = (what: string): LoginCheck => ({ ...about, what, state: 'yes' })
  if (superuser)
    return [
      {
        ...about,
        what: `${login}: no superuser`,
        state: 'it is one',
        wrong: `${login} is a superuser, which Howdah needs nowhere and refuses in production. Give it a role of its own: \`howdah init --print-sql\`.`,
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
    connect,
    monitors
      ? fine(`${login}: pg_monitor`)
      : missing(
          `${login}: pg_monitor`,
          `${login} does not see what others run.`,
          `GRANT pg_monitor TO ${quoted}${inherit};`,
        ),
  ]
}

/** Checks the observing login, which tells each plan its server. */
export const checkObserver = (
  observer: LoginRights | undefined,
  missing: Missing,
): readonly LoginCheck[] =>
  (observer?.uncallable ?? []).map(called =>
    missing(
      `${observer?.login}: ${called}`,
      `${observer?.login} may not ask which server it is on, which each plan is for.`,
      `GRANT EXECUTE ON FUNCTION ${called} TO ${observer?.quoted};`,
    ),
  )

export const checkActor = (
  { name, credentials }: ClusterConfig,
  rights: LoginRights | undefined,
  inherit: string,
  about: CheckPlace,
  missing: Missing,
): readonly LoginCheck[] => {
  const act = credentials.act?.user
  if (act === undefined) return [{ ...about, what: 'acting login', state: 'none: observed only' }]
  if (!rights?.mayLogIn)
    return [
      {
        ...about,
        what: `${act}: may log in`,
        state: 'missing',
        wrong: `${name} has no login ${act}, which the inventory names to act: \`howdah init --print-sql\` prints it.`,
      },
    ]
  const what = `${act}: pg_signal_backend`
  return rights.signals || rights.superuser
    ? [{ ...about, what, state: 'yes' }]
    : [
        missing(
          what,
          `${act} may not cancel or end sessions.`,
          `GRANT pg_signal_backend TO ${rights.quoted}${inherit};`,
        ),
      ]
}

export const checkOwner = (
  { owner, quoted, superuser, tables, may, closed }: Owner,
  actor: LoginRights | undefined,
  { cluster }: Pick<View, 'cluster'>,
  about: CheckPlace,
  missing: Missing,
): readonly LoginCheck[] => {
  if (!actor) return []
  const what = `${actor.login}: SET ROLE ${owner} (${counted(tables, 'table')})`
  if (may)
    return [
      { ...about, what, state: 'yes' },
      ...closed.map(({ schema, grant }) =>
        missing(
          `${owner}: CREATE on schema ${schema}`,
          `${owner} may not create anything in schema ${schema}, where it owns tables: no index can be built there, and no drop of one undone.`,
          `${grant};`,
        ),
      ),
    ]
  // A login that may act as a superuser is a superuser.
  if (superuser) return [{ ...about, what, state: 'never: a superuser’s' }]
  const how = cluster.version >= 16 ? ' WITH INHERIT FALSE, SET TRUE' : ''
  return [
    missing(
      what,
      `${actor.login} may not act as ${owner}, who owns ${counted(tables, 'table')}.`,
      `GRANT ${quoted} TO ${actor.quoted}${how};`,
    ),
  ]
}
