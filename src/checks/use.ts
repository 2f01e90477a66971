/** Doctor's checks of what Howdah does with each login: sign in, read the catalogue, try an index. */
import type { CheckPlace, LoginCheck, Missing } from '#checks/logins'
import type { LoginRights } from '#cluster/facts/role/rights'
import type { SignIn } from '#model/view'

/** Checks what the login reads in this database. */
export const checkUse = (
  { login, quoted, uncallable, unreadable, unusable }: LoginRights,
  missing: Missing,
): readonly LoginCheck[] => [
  ...lacking(uncallable, names =>
    missing(
      `${login}: EXECUTE`,
      `${login} may not call ${names}, which Howdah asks with it.`,
      `GRANT EXECUTE ON FUNCTION ${names} TO ${quoted};`,
    ),
  ),
  ...lacking(unreadable, names =>
    missing(
      `${login}: SELECT`,
      `${login} may not read ${names}, which Howdah reads with it.`,
      `GRANT SELECT ON ${names} TO ${quoted};`,
    ),
  ),
  ...lacking(unusable, names =>
    missing(
      `${login}: USAGE`,
      `${login} may not use schema ${names}, which holds types of columns or the figures of queries.`,
      `GRANT USAGE ON SCHEMA ${names} TO ${quoted};`,
    ),
  ),
]

const lacking = (
  names: readonly string[],
  check: (names: string) => LoginCheck,
): readonly LoginCheck[] => (names.length === 0 ? [] : [check(names.join(', '))])

/** The observing login tries an index on a temporary table. */
export const checkTrials = (
  observer: LoginRights | undefined,
  database: string,
  missing: Missing,
): readonly LoginCheck[] =>
  observer === undefined || observer.temporary
    ? []
    : [
        missing(
          `${observer.login}: TEMPORARY`,
          `${observer.login} may not make temporary tables, so no index can be tried before it is planned.`,
          `GRANT TEMPORARY ON DATABASE ${database} TO ${observer.quoted};`,
        ),
      ]

/** Checks the nodes' answers; a reason that the catalogue tells already is not told twice. */
export const checkSignIns = (
  logins: readonly LoginRights[],
  signIns: readonly SignIn[],
  about: CheckPlace,
): readonly LoginCheck[] =>
  signIns
    .filter(({ login }) => logins.some(one => one.login === login && mayConnect(one)))
    .map(({ login, node, refused }) => {
      const what = `${login}: signs in to ${node}`
      return refused === null
        ? { ...about, what, state: 'yes' }
        : {
            ...about,
            what,
            state: 'fails',
            wrong: `${about.cluster}, ${about.database}: ${login} can do nothing on ${node}. ${refused}`,
          }
    })

const mayConnect = ({ mayLogIn, connects, expired }: LoginRights): boolean =>
  mayLogIn && connects && expired === null
