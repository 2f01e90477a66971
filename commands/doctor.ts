import { z } from 'zod'
import { checkDatabases, type DatabaseAnswered, type DatabaseSeen } from '#checks/databases'
import type { LoginCheck } from '#checks/logins'
import { adminOf } from '#checks/provider'
import { readRunways } from '#checks/runways'
import { changedCollations } from '#cluster/facts/node/collations'
import { statementsSetup } from '#cluster/facts/query/setup'
import { databaseName, loginRights, tableOwners } from '#cluster/facts/role/rights'
import { answers } from '#model/command'
import type { ClusterConfig } from '#model/configuration'
import type { Engine } from '#model/engine'
import { line } from '#model/input'
import { isRefusal, refusal } from '#model/refusal'
import { type Answer, answer, withLine } from '#model/reply'
import type { View } from '#model/view'
import { Failure } from '#src/errors'
import { counted } from '#text/figures'
import { connectTo } from '#text/psql'
import { asSentence } from '#text/sentence'
import { sqlComment } from '#text/sql-comment'

export const doctor = answers({
  words: 'doctor',
  summary: 'What Howdah’s logins may do, and what is missing, with the exact GRANT',
  example: 'shop',
  first: 'cluster',
  verb: 'read',
  needs: 'nothing',
  input: z.object({ cluster: line.optional().describe('All of them when left out') }),
  async answer({ input, engine }) {
    const wanted = engine.config.clusters.filter(({ name, cloneOf }) =>
      input.cluster === undefined ? cloneOf === undefined : input.cluster === name,
    )
    if (wanted.length === 0)
      return refusal(
        `There is no cluster ${input.cluster ?? ''}.`,
        `Known clusters: ${engine.clusters.join(', ')}.`,
      )
    const [unread, ...seen] = await Promise.all([
      engine.channelUnread(),
      ...wanted.map(async config => ({ config, databases: await seeDatabases(engine, config) })),
    ])
    return withLine(doctorOf(seen), unread)
  },
})

/** Databases are checked in turn, so that no more connections are open than a single database needs. */
const seeDatabases = async (
  engine: Engine,
  config: ClusterConfig,
): Promise<readonly DatabaseSeen[]> => {
  const seen: DatabaseSeen[] = []
  for (const database of config.databases) seen.push(await seeDatabase(engine, config, database))
  return seen
}

const seeDatabase = async (
  engine: Engine,
  config: ClusterConfig,
  database: string,
): Promise<DatabaseSeen> => {
  const away = (because: string): DatabaseSeen => ({ kind: 'away', database, because })
  try {
    const view = await engine.view(config.name, database)
    return isRefusal(view) ? away(`${view.because} ${view.instead}`) : await ask(config, view)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    // Elsewhere a missing right is answered with `doctor`, which here would lead nowhere.
    const instead =
      error.code === 'sql.42501'
        ? `Let ${adminOf(config.provider)} grant it to ${config.credentials.observe.user}.`
        : error.instead
    return away(`${asSentence(error.message)} ${instead}`)
  }
}

const ask = async (
  { credentials: { observe, maintain, ddl, ha, backup } }: ClusterConfig,
  view: View,
): Promise<DatabaseAnswered> => {
  const acting = [maintain, ddl, ha, backup].flatMap(login => login?.user ?? [])
  const [logins, signIns, collations, partitions, owners, statements, quoted, loaded] =
    await Promise.all([
      loginRights(view.primary, observe.user, acting),
      view.signIn(),
      changedCollations(view.primary),
      readRunways(view.primary),
      tableOwners(view, ddl?.user ?? null),
      statementsSetup(view.primary),
      databaseName(view.primary),
      Promise.all(view.nodes.map(async ({ reader }) => (await statementsSetup(reader)).loaded)),
    ])
  const uncounted = view.nodes.filter((_, place) => !loaded[place]).map(({ name }) => name)
  const { cluster, database, unreachable } = view
  return {
    kind: 'answered',
    cluster,
    database,
    unreachable,
    quoted,
    uncounted,
    logins,
    signIns,
    collations,
    partitions,
    owners,
    statements,
  }
}

export const doctorOf = (
  clusters: readonly {
    readonly config: ClusterConfig
    readonly databases: readonly DatabaseSeen[]
  }[],
): Answer => {
  const checks = clusters.flatMap(({ config, databases }) => checkDatabases(config, databases))
  const wrong = checks.flatMap(({ wrong }) => wrong ?? [])
  const grants = script(checks)
  const names = clusters.map(({ config }) => config.name).join(', ')
  return answer(
    wrong.length === 0
      ? `${names}: all checks passed.`
      : `${names}: ${counted(wrong.length, 'problem')} found.`,
    {
      lines: wrong,
      alarm: wrong.length > 0,
      table: {
        columns: ['What', 'State', 'Cluster', 'Database'],
        rows: checks.map(({ cluster, database, what, state }) => [what, state, cluster, database]),
      },
      ...(grants === '' ? {} : { file: { name: 'howdah-grants.sql', text: grants } }),
    },
  )
}

/** The file for psql, with a part for each database. */
const script = (checks: readonly LoginCheck[]): string =>
  checks
    .map(({ cluster, database, fix }, place) => {
      if (fix === undefined) return ''
      const before = checks.slice(0, place).findLast(one => one.fix !== undefined)
      const same = before?.cluster === cluster && before.database === database
      const where = `${sqlComment(cluster)}\n${connectTo(database)}\n`
      return `${same ? '' : where}${fix}\n`
    })
    .join('')
