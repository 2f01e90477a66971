import { z } from 'zod'
import {
  checkActor,
  checkLogin,
  checkObserver,
  checkOwner,
  type LoginCheck,
  type Missing,
} from '#checks/logins'
import { waysOf } from '#checks/provider'
import { statementsSetup } from '#cluster/facts/query/statements'
import { databaseName, loginRights, tableOwners } from '#cluster/facts/role/rights'
import { answers } from '#model/command'
import type { ClusterConfig } from '#model/configuration'
import type { Engine } from '#model/engine'
import { line } from '#model/input'
import { isRefusal, refusal } from '#model/refusal'
import { answer } from '#model/reply'
import type { View } from '#model/view'
import { Failure } from '#src/errors'
import { counted } from '#text/figures'

export const doctor = answers({
  words: 'doctor',
  summary: 'What Howdah’s logins may do, and what is missing, with the exact GRANT',
  example: 'shop',
  first: 'cluster',
  verb: 'read',
  needs: 'nothing',
  input: z.object({ cluster: line.optional().describe('All of them when left out') }),
  async answer({ input, engine }) {
    const wanted = engine.config.clusters.filter(
      ({ name }) => input.cluster === undefined || input.cluster === name,
    )
    if (wanted.length === 0)
      return refusal(
        `There is no cluster ${input.cluster ?? ''}.`,
        `There are ${engine.clusters.join(', ')}.`,
      )
    const checks = (await Promise.all(wanted.map(one => checkCluster(engine, one)))).flat()
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

/** For psql, one part for each database. */
const script = (checks: readonly LoginCheck[]): string =>
  checks
    .map(({ cluster, database, fix }, place) => {
      if (fix === undefined) return ''
      const before = checks.slice(0, place).findLast(one => one.fix !== undefined)
      const same = before?.cluster === cluster && before.database === database
      const where = `-- ${cluster}\n\\connect "${database.replaceAll('"', '""')}"\n`
      return `${same ? '' : where}${fix}\n`
    })
    .join('')

const checkCluster = async (
  engine: Engine,
  config: ClusterConfig,
): Promise<readonly LoginCheck[]> => {
  const checks: LoginCheck[] = []
  // Roles belong to the whole cluster: said once, with the first database that answers.
  let first = true
  for (const database of config.databases) {
    try {
      const view = await engine.view(config.name, database)
      if (isRefusal(view)) continue
      if (first) checks.push(...(await checkNodes(config, view)))
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

const checkNodes = async (
  { name, provider, nodes: all }: ClusterConfig,
  { unreachable, cluster, nodes }: View,
): Promise<readonly LoginCheck[]> => {
  const about = { cluster: name, database: '' }
  const version = `PostgreSQL ${cluster.version}, ${provider}`
  const loaded = await Promise.all(
    nodes.map(async ({ name: node, reader }) => ({ node, ...(await statementsSetup(reader)) })),
  )
  const uncounted = loaded.filter(one => !one.loaded).map(({ node }) => node)
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

const checkDatabase = async (
  config: ClusterConfig,
  view: View,
  first: boolean,
): Promise<readonly LoginCheck[]> => {
  const observe = config.credentials.observe.user
  const act = config.credentials.act?.user ?? null
  const [logins, owners, statements, database] = await Promise.all([
    loginRights(view.primary, [...new Set([observe, ...(act === null ? [] : [act])])]),
    tableOwners(view, act),
    statementsSetup(view.primary),
    databaseName(view.primary),
  ])
  const about = { cluster: config.name, database: view.database }
  const { administrator, create } = waysOf(config.provider)
  const admin = administrator === null ? 'a superuser' : `a member of ${administrator}`
  const missing: Missing = (what, wrong, fix) => ({
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
    ...checkObserver(
      logins.find(({ login }) => login === observe),
      missing,
    ),
    ...(first ? checkActor(config, actor, inherit, about, missing) : []),
    ...owners.flatMap(owner => checkOwner(owner, actor, view, about, missing)),
    statements.view === null
      ? {
          ...about,
          what: 'pg_stat_statements: created',
          state: 'missing',
          wrong: `${config.name}, ${view.database}: there are no figures of queries. ${create}`,
          fix: 'CREATE EXTENSION pg_stat_statements;',
        }
      : { ...about, what: 'pg_stat_statements: created', state: 'yes' },
  ]
}
