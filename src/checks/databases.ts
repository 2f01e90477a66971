/** Doctor's checks of a cluster, from the answers of each database. */

import { checkActors } from '#checks/actors'
import { collationLine } from '#checks/collations'
import { checkSettings } from '#checks/config/rights'
import { checkLogin, checkOwner, type LoginCheck, type Missing } from '#checks/logins'
import { adminOf, statementsWay, waysOf } from '#checks/provider'
import { checkSignIns, checkTrials, checkUse } from '#checks/use'
import type { ChangedCollation } from '#cluster/facts/node/collations'
import {
  isOutdated,
  type StatementsSetup,
  uncountedBecause,
  updateExtension,
} from '#cluster/facts/query/setup'
import type { LoginRights, Owner } from '#cluster/facts/role/rights'
import type { ClusterConfig } from '#model/configuration'
import type { SignIn, View } from '#model/view'

/** The answer of a database, or why there is none. */
export type DatabaseSeen = DatabaseAway | DatabaseAnswered

interface DatabaseAway {
  readonly kind: 'away'
  readonly database: string
  readonly because: string
}

export interface DatabaseAnswered extends Pick<View, 'cluster' | 'unreachable'> {
  readonly kind: 'answered'
  readonly database: string
  /** Quoted, for a GRANT. */
  readonly quoted: string
  /** Nodes that count no statements. */
  readonly uncounted: readonly string[]
  readonly logins: readonly LoginRights[]
  /** The nodes' answers to the logins that act. */
  readonly signIns: readonly SignIn[]
  readonly owners: readonly Owner[]
  readonly collations: readonly ChangedCollation[]
  /** The trouble of partitioned tables, in sentences. */
  readonly partitions: readonly string[]
  readonly statements: StatementsSetup
}

export const checkDatabases = (
  config: ClusterConfig,
  databases: readonly DatabaseSeen[],
): readonly LoginCheck[] => {
  // Roles belong to the whole cluster: said once, with the first database that answers.
  const first = databases.find(({ kind }) => kind === 'answered')
  return databases.flatMap(seen =>
    seen.kind === 'away'
      ? [
          {
            cluster: config.name,
            database: seen.database,
            what: 'a connection',
            state: 'fails',
            wrong: `${config.name}, ${seen.database}: ${seen.because}`,
          },
        ]
      : [
          ...(seen === first ? checkNodes(config, seen) : []),
          ...checkDatabase(config, seen, seen === first),
        ],
  )
}

const checkNodes = (
  { name, provider, nodes }: ClusterConfig,
  { unreachable, cluster, uncounted }: DatabaseAnswered,
): readonly LoginCheck[] => {
  const about = { cluster: name, database: '' }
  return [
    { ...about, what: 'server', state: `PostgreSQL ${cluster.version}, ${provider}` },
    {
      ...about,
      what: 'nodes',
      state: `${nodes.length - unreachable.length} of ${nodes.length} answer`,
      ...(unreachable.length > 0
        ? {
            wrong: `${name}: ${unreachable.map(({ because, instead }) => `${because} ${instead}`).join(' ')}`,
          }
        : {}),
    },
    {
      ...about,
      what: 'pg_stat_statements: loaded',
      ...(uncounted.length === 0
        ? { state: 'yes' }
        : {
            state: `not on ${uncounted.join(', ')}`,
            wrong: `${name}: ${uncounted.join(', ')} has not loaded pg_stat_statements, so there are no figures of queries there. ${waysOf(provider).load}`,
          }),
    },
  ]
}

const checkDatabase = (
  config: ClusterConfig,
  seen: DatabaseAnswered,
  first: boolean,
): readonly LoginCheck[] => {
  const { logins, owners, statements, quoted: database } = seen
  const observe = config.credentials.observe.user
  const about = { cluster: config.name, database: seen.database }
  const { create } = waysOf(config.provider)
  const missing: Missing = (what, wrong, fix) => ({
    ...about,
    what,
    state: 'missing',
    wrong: `${wrong} Let ${adminOf(config.provider)} run: \`${fix}\``,
    fix,
  })
  const { version } = seen.cluster
  const owning = logins.find(({ login }) => login === config.credentials.ddl?.user)
  return [
    ...logins.flatMap(login => [
      ...checkLogin(login, { database, first, version }, about, missing),
      ...(login.superuser ? [] : checkUse(login, missing)),
    ]),
    ...checkSettings(config, logins, first, { ...about, missing }),
    ...checkTrials(
      logins.find(({ login }) => login === observe),
      database,
      missing,
    ),
    ...(first ? checkActors(config, logins, version, about, missing) : []),
    ...checkSignIns(logins, seen.signIns, about),
    ...owners.flatMap(owner => checkOwner(owner, owning, seen, about, missing)),
    ...seen.collations.map(one => ({
      ...about,
      what: one.what,
      state: 'another version',
      wrong: collationLine(about, one),
    })),
    ...seen.partitions.map(line => ({
      ...about,
      what: 'partitions',
      state: 'to review',
      wrong: `${config.name}, ${seen.database}: ${line}`,
    })),
    statements.view === null
      ? {
          ...about,
          what: 'pg_stat_statements: created',
          state: 'missing',
          wrong: `${config.name}, ${seen.database}: there are no figures of queries. ${create}`,
          fix: 'CREATE EXTENSION pg_stat_statements;',
        }
      : { ...about, what: 'pg_stat_statements: created', ...readableState(config, seen) },
  ]
}

/** A created extension may still be out of reach; a library that is not loaded is told of its node. */
const readableState = (
  { name, provider }: ClusterConfig,
  { database, statements }: DatabaseAnswered,
): Pick<LoginCheck, 'state' | 'wrong' | 'fix'> => {
  const setup = { ...statements, loaded: true }
  const because = uncountedBecause(setup, database)
  if (because === null) return { state: 'yes' }
  return {
    state: 'cannot be read',
    wrong: `${name}: ${because}. ${statementsWay(provider, setup)}`,
    fix: [...(isOutdated(setup) ? [updateExtension] : []), ...setup.grants].join(' '),
  }
}
