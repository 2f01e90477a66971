import { z } from 'zod'
import { waysOf } from '#cluster/provider'
import {
  databaseName,
  type LoginRights,
  loginRights,
  type Owner,
  tableOwners,
} from '#cluster/rights'
import { statementsView } from '#cluster/statements'
import type { View } from '#cluster/view'
import { type Answer, answer, answers, type Office } from '#engine/command'
import { line } from '#engine/input'
import { isRefusal, type Refusal, refusal } from '#engine/refusal'
import { counted } from '#engine/spoken'
import { Failure } from '#src/errors'

type ClusterConfig = Office['config']['clusters'][number]

export const doctor = answers({
  words: 'doctor',
  summary: 'What Howdah’s logins may do, and what is missing, with the exact GRANT',
  example: 'shop',
  first: 'cluster',
  verb: 'read',
  needs: 'nothing',
  input: z.object({ cluster: line.optional().describe('All of them when left out') }),
  async answer({ input, office }): Promise<Answer | Refusal> {
    const wanted = office.config.clusters.filter(
      ({ name }) => input['cluster'] === undefined || input['cluster'] === name,
    )
    if (wanted.length === 0)
      return refusal(
        `There is no cluster ${String(input['cluster'])}.`,
        `There are ${office.clusters.join(', ')}.`,
      )
    const checks = (await Promise.all(wanted.map(one => checkCluster(office, one)))).flat()
    const wrong = checks.flatMap(({ wrong }) => wrong ?? [])
    const grants = script(checks)
    const names = wanted.map(({ name }) => name).join(', ')
    return answer(
      wrong.length === 0
        ? `${names}: nothing is missing.`
        : `${names}: ${counted(wrong.length, 'thing is', 'things are')} missing.`,
      {
        lines: wrong,
        alarm: wrong.length > 0,
        table: {
          columns: ['Cluster', 'Database', 'What', 'State'],
          rows: checks.map(({ cluster, database, what, state }) => [
            cluster,
            database,
            what,
            state,
          ]),
        },
        ...(grants === '' ? {} : { file: { name: 'howdah-grants.sql', text: grants } }),
      },
    )
  },
})

interface Check {
  readonly cluster: string
  readonly database: string
  readonly what: string
  readonly state: string
  /** One sentence with what to do; undefined where all is well. */
  readonly wrong?: string
  /** Statements that put it right. */
  readonly fix?: string
}

/** For psql, one part for each database. */
const script = (checks: readonly Check[]): string =>
  checks
    .map(({ cluster, database, fix }, place) => {
      if (fix === undefined) return ''
      const before = checks.slice(0, place).findLast(one => one.fix !== undefined)
      const same = before?.cluster === cluster && before.database === database
      const where = `-- ${cluster}\n\\connect "${database.replaceAll('"', '""')}"\n`
      return `${same ? '' : where}${fix}\n`
    })
    .join('')

const checkCluster = async (office: Office, config: ClusterConfig): Promise<readonly Check[]> => {
  const checks: Check[] = []
  // Roles belong to the whole cluster: said once, with the first database that answers.
  let first = true
  for (const database of config.databases) {
    try {
      const view = await office.view(config.name, database)
      if (isRefusal(view)) continue
      if (first) checks.push(...nodes(config, view))
      checks.push(...(await checkDatabase(config, view, first)))
      first = false
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      checks.push({
        cluster: config.name,
        database,
        what: 'a connection',
        state: 'fails',
        wrong: `${config.name}, ${database}: ${error.message} ${error.instead}`,
      })
    }
  }
  return checks
}

const nodes = ({ name, provider, nodes: all }: ClusterConfig, view: View): readonly Check[] => {
  const about = { cluster: name, database: '' }
  const { unreachable, cluster } = view
  const version = `PostgreSQL ${cluster.version}, ${provider}`
  return [
    { ...about, what: 'server', state: version },
    {
      ...about,
      what: 'nodes',
      state: `${all.length - unreachable.length} of ${all.length} answer`,
      ...(unreachable.length > 0
        ? { wrong: `${name}: ${unreachable.join(', ')} does not answer from here.` }
        : {}),
    },
  ]
}

const checkDatabase = async (
  config: ClusterConfig,
  view: View,
  first: boolean,
): Promise<readonly Check[]> => {
  const observe = config.credentials.observe.user
  const act = config.credentials.act?.user ?? null
  const [logins, owners, statements, database] = await Promise.all([
    loginRights(view.primary, [...new Set([observe, ...(act === null ? [] : [act])])]),
    tableOwners(view, act),
    statementsView(view.primary),
    databaseName(view.primary),
  ])
  const about = { cluster: config.name, database: view.database }
  const { administrator, statements: loaded } = waysOf(config.provider)
  const admin = administrator === null ? 'a superuser' : `a member of ${administrator}`
  const missing = (what: string, wrong: string, fix: string): Check => ({
    ...about,
    what,
    state: 'missing',
    wrong: `${wrong} Let ${admin} run: \`${fix}\``,
    fix,
  })
  // The logins that init prints inherit nothing by themselves.
  const inherit = view.cluster.version >= 16 ? ' WITH INHERIT TRUE' : ''
  const actor = logins.find(({ login }) => login === act)
  return [
    ...logins.flatMap(login => checkLogin(login, { database, first, inherit }, about, missing)),
    ...(first ? checkActor(config, actor, inherit, about, missing) : []),
    ...owners.flatMap(owner => checkOwner(owner, actor, view, about, missing)),
    statements === null
      ? {
          ...about,
          what: 'pg_stat_statements',
          state: 'missing',
          wrong: `${config.name}, ${view.database}: there are no figures of queries. ${loaded}`,
          fix: 'CREATE EXTENSION pg_stat_statements;',
        }
      : { ...about, what: 'pg_stat_statements', state: 'yes' },
  ]
}

type About = Pick<Check, 'cluster' | 'database'>
type Missing = (what: string, wrong: string, fix: string) => Check

const checkLogin = (
  { login, quoted, superuser, connects, monitors }: LoginRights,
  {
    database,
    first,
    inherit,
  }: { readonly database: string; readonly first: boolean; readonly inherit: string },
  about: About,
  missing: Missing,
): readonly Check[] => {
  const fine = (what: string): Check => ({ ...about, what, state: 'yes' })
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

const checkActor = (
  { name, credentials }: ClusterConfig,
  rights: LoginRights | undefined,
  inherit: string,
  about: About,
  missing: Missing,
): readonly Check[] => {
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

const checkOwner = (
  { owner, quoted, superuser, tables, may }: Owner,
  actor: LoginRights | undefined,
  { cluster }: View,
  about: About,
  missing: Missing,
): readonly Check[] => {
  if (!actor) return []
  const what = `${actor.login}: SET ROLE ${owner} (${counted(tables, 'table')})`
  if (may) return [{ ...about, what, state: 'yes' }]
  // Whoever may act as a superuser is one.
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
