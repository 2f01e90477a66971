/** Real servers for tests: a single server of each kind per worker, a fresh database for each test that asks. */
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, expect } from 'vitest'
import { startReplica } from '#local/postgres/replica'
import { type PostgresServer, startPostgres } from '#local/postgres/server'
import { native } from '#test/support/majors'
import { fillFrom, password, type Template } from '#test/support/templates'

export interface TestServer extends PostgresServer {
  /** Runs statements as the superuser, each in the extended protocol. */
  run(database: string, ...statements: readonly string[]): Promise<void>
  query<Row extends object>(
    database: string,
    text: string,
    values?: readonly unknown[],
  ): Promise<Row[]>
  freshDatabase(owner?: string): Promise<string>
  /** Reads the server's log, e.g. to count the statements that really ran. */
  log(): string
  connect(database: string, user?: string, password?: string): Promise<Client>
}

const quick = {
  fsync: 'off',
  full_page_writes: 'off',
  log_statement: 'ddl',
  autovacuum_naptime: '1d',
} as const

const temporaryDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-test-'))
  chmodSync(dir, 0o755)
  afterAll(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }))
  return dir
}

export const dressed = (server: PostgresServer): TestServer => {
  const connect = async (database: string, user?: string, password?: string): Promise<Client> => {
    const client = new Client({ connectionString: server.url(database, user, password) })
    client.on('error', () => {})
    await client.connect()
    return client
  }
  const query = async <Row extends object>(
    database: string,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> => {
    const client = await connect(database)
    try {
      return (await client.query<Row>(text, [...values])).rows
    } finally {
      await client.end()
    }
  }
  return Object.assign(Object.create(server) as PostgresServer, {
    connect,
    query,
    async run(database: string, ...statements: readonly string[]) {
      for (const statement of statements) await query(database, statement)
    },
    async freshDatabase(owner = 'postgres') {
      const name = `t_${randomBytes(6).toString('hex')}`
      await query('postgres', `create database ${name} owner ${owner}`)
      return name
    },
    log: () => readFileSync(server.logFile, 'utf8'),
  })
}

/** Starts a server for this test file, stopped and removed afterwards; there is no template `of` a major of no project. */
export const testServer = async (
  settings: Readonly<Record<string, string | number>> = {},
  template: Template | null = 'empty',
  of = native,
): Promise<TestServer> => {
  const dir = temporaryDir()
  const server = await startPostgres({
    dir: join(dir, 'primary'),
    settings: { ...quick, ...settings },
    ...(template && { fill: fillFrom(template) }),
    native: of,
    password,
  })
  afterAll(() => server.stop())
  return dressed(server)
}

/** Starts a primary and a streaming replica; the replica may have different settings. */
export const testCluster = async (
  replicaSettings: Readonly<Record<string, string | number>> = {},
): Promise<{
  readonly primary: TestServer
  readonly replica: TestServer
}> => {
  const dir = temporaryDir()
  const primary = await startPostgres({
    dir: join(dir, 'primary'),
    settings: quick,
    fill: fillFrom('empty'),
    native,
    password,
  })
  afterAll(() => primary.stop())
  const cluster = { primary: dressed(primary) }
  return { ...cluster, replica: await testReplica(cluster.primary, 'shop_2', replicaSettings) }
}

/** Starts a replica for this test file. */
export const testReplica = async (
  primary: TestServer,
  slot: string,
  settings: Readonly<Record<string, string | number>> = {},
): Promise<TestServer> => {
  const replica = await startReplica({
    dir: join(temporaryDir(), 'replica'),
    primary,
    slot,
    native,
    settings: { ...quick, ...settings },
  })
  afterAll(() => replica.stop())
  return dressed(replica)
}

/** Resolves when the session waits for a lock. */
export const waitsForLock = async (server: TestServer, pid: number): Promise<void> => {
  await expect
    .poll(
      () =>
        server.query(
          'postgres',
          `select from pg_stat_activity where pid = ${pid} and wait_event_type = 'Lock'`,
        ),
      { timeout: 110_000 },
    )
    .toHaveLength(1)
}
