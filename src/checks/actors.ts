/** Doctor's checks of the logins that act, by what each duty needs of the whole server. */
import type { CheckPlace, LoginCheck, Missing } from '#checks/logins'
import { statements } from '#checks/logins'
import { waysToInherit } from '#cluster/facts/role/privileges'
import type { LoginRights } from '#cluster/facts/role/rights'
import type { Duty } from '#model/actions/action-kind'
import type { ClusterConfig } from '#model/configuration'

type Acting = Exclude<Duty, 'observe'>

export const checkActors = (
  { name, credentials: { maintain, ddl, ha, backup } }: ClusterConfig,
  logins: readonly LoginRights[],
  version: number,
  about: CheckPlace,
  missing: Missing,
): readonly LoginCheck[] => {
  const duties = Object.entries({ ddl, maintain, ha, backup }) as [Acting, typeof ddl][]
  const named = Map.groupBy(
    duties.flatMap(([duty, login]) => (login ? [{ duty, login: login.user }] : [])),
    ({ login }) => login,
  )
  if (named.size === 0) return [{ ...about, what: 'acting login', state: 'none: observed only' }]
  return [
    ...[...named].flatMap(([login, has]) => {
      const rights = logins.find(one => one.login === login)
      if (!rights) return [unknownLogin(name, login, about)]
      if (!rights.mayLogIn) return [shutOut(rights, missing)]
      return has.flatMap(({ duty }) => needs[duty](rights, version, about, missing))
    }),
    ...(ddl ? [] : [{ ...about, what: 'login for ddl', state: 'none: no index is changed' }]),
  ]
}

const unknownLogin = (cluster: string, login: string, about: CheckPlace): LoginCheck => ({
  ...about,
  what: `${login}: may log in`,
  state: 'missing',
  wrong: `${cluster} has no login ${login}, which the inventory names to act: \`howdah init --print-sql\` prints it.`,
})

const shutOut = ({ login, quoted }: LoginRights, missing: Missing): LoginCheck =>
  missing(
    `${login}: may log in`,
    `${login}, which the inventory names to act, may not log in.`,
    `ALTER ROLE ${quoted} LOGIN;`,
  )

type Needs = (
  rights: LoginRights,
  version: number,
  about: CheckPlace,
  missing: Missing,
) => readonly LoginCheck[]

/** A superuser has every right, and is told of elsewhere. */
const given = (
  has: (rights: LoginRights) => boolean,
  right: string,
  without: string,
  fix: (rights: LoginRights, version: number) => string,
): Needs => {
  return (rights, version, about, missing) => {
    const what = `${rights.login}: ${right}`
    return has(rights) || rights.superuser
      ? [{ ...about, what, state: 'yes' }]
      : [missing(what, `${rights.login} ${without}.`, fix(rights, version))]
  }
}

const replication = (without: string): Needs =>
  given(
    ({ replicates }) => replicates,
    'REPLICATION',
    without,
    ({ quoted }) => `ALTER ROLE ${quoted} REPLICATION;`,
  )

const promotion = given(
  ({ promotes }) => promotes,
  'pg_promote',
  'may not promote a replica',
  ({ quoted }) => `GRANT EXECUTE ON FUNCTION pg_promote(boolean, integer) TO ${quoted};`,
)

const slots = replication('may not make a replication slot')

const needs: Readonly<Record<Acting, Needs>> = {
  // Owners are checked in each database.
  ddl: () => [],
  maintain: given(
    ({ signals }) => signals.inherited,
    'pg_signal_backend',
    'may not cancel or end sessions',
    (rights, version) =>
      statements(waysToInherit('pg_signal_backend', rights.signals, rights, version)),
  ),
  ha: (...asked) => [...promotion(...asked), ...slots(...asked)],
  backup: replication('may not take a base backup'),
}
