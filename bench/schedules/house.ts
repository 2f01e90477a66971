/** Control database, cluster, local Slack, and processes to start and to kill. */
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { botEnv } from '#local/bot-env'
import { startControl } from '#local/control'
import { giveToServers } from '#local/data-root'
import { startPostgres } from '#local/postgres/server'
import { localSecrets } from '#local/secrets'
import { startLocalSlack } from '#local/slack/server'
import { measure } from '../baseline/measure.ts'

/** Howdah takes one command a second of a person. */
export const crowd = Array.from({ length: 15 }, (_, place) => `person${place}`)

const people = ['olga', ...crowd]
const idOf = (name: string): string => `U_${name.toUpperCase()}`

export const openScheduleHouse = async () => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-bench-'))
  chmodSync(dir, 0o755)
  const servers = join(dir, 'servers')
  giveToServers(servers)
  const secrets = localSecrets(dir)
  const [control, managed] = await Promise.all([
    startControl(servers, secrets),
    startPostgres({ dir: join(servers, 'managed') }),
  ])
  const client = new Client({ connectionString: managed.url('postgres') })
  await client.connect()
  await client.query(`create role howdah login password '${secrets.howdah}'`)
  await client.query('grant pg_monitor to howdah')
  await client.end()
  const slack = await startLocalSlack({
    team: { id: 'T_LOCAL', name: 'Bench' },
    app: { name: 'Howdah', command: '/pg' },
    people: people.map(name => ({
      id: idOf(name),
      name,
      realName: name,
      title: '',
      standing: 'member' as const,
    })),
    channels: { 'db-ops': { id: 'C_OPS', members: people.map(idOf) } },
  })
  const cluster = `postgres://howdah:${secrets.howdah}@127.0.0.1:${managed.port}/postgres`
  const config = join(dir, 'howdah.json')
  writeFileSync(
    config,
    JSON.stringify({
      channels: { ops: 'C_OPS' },
      people: { operators: people.map(idOf), approvers: [] },
      record: join(dir, 'record'),
      clusters: { bench: { environment: 'sample', url: cluster } },
    }),
  )
  const env = botEnv(slack, control, { config, signingKey: secrets.signingKey })
  await measure([join(import.meta.dirname, '../../src/cli.ts'), 'migrate'], env)
  const root = new Client({ connectionString: control.ownerUrl })
  await root.connect()
  await root.query(`create schema plain
    create table start (n int, at timestamptz default clock_timestamp())
    create table done (n int)`)
  await root.query('grant usage on schema plain to howdah')
  await root.query('grant insert on all tables in schema plain to howdah')
  const inherited = { PATH: process.env['PATH'] ?? '' }
  const killing = (child: ReturnType<typeof spawn>) => {
    const gone = once(child, 'exit')
    return async () => {
      child.kill('SIGKILL')
      await gone
    }
  }
  return {
    slack,
    env,
    root,
    /** Starts a bot; the answer kills the bot. */
    async bot(name: string) {
      const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts')], {
        env: {
          ...inherited,
          ...env,
          HOWDAH_PROCESS: name,
          HOWDAH_TIED: '1',
          LOG_LEVEL: 'info',
        },
        stdio: ['pipe', 'ignore', 'pipe'],
      })
      const ready = Promise.withResolvers<void>()
      child.stderr.on('data', (text: Buffer) => {
        if (text.includes('"msg":"ready"')) ready.resolve()
        if (text.includes('"level":50')) process.stderr.write(text)
      })
      await ready.promise
      return killing(child)
    },
    /** Starts a worker of plain Agenda, which can add jobs. */
    async plain(name: string) {
      const child = fork(join(import.meta.dirname, 'plain.ts'), {
        env: { ...inherited, CONTROL: control.url, CLUSTER: cluster, NAME: name },
        // The worker ends with its standard input, and ours may be at an end already.
        stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
      })
      const died = once(child, 'exit').then(() => {
        throw new Error(`the worker ${name} of plain Agenda ended by itself`)
      })
      died.catch(() => {})
      await Promise.race([once(child, 'message'), died])
      return {
        async add(at: Date, count: number) {
          child.send({ at: at.toISOString(), count })
          await once(child, 'message')
        },
        kill: killing(child),
      }
    },
    async stop() {
      await root.end()
      await slack.close()
      await Promise.all([control.stop(), managed.stop()])
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
