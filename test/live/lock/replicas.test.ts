/** Locks between a primary and its replica: a replayed lock stops readers, and a reader stops replay. */
import type { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Answer } from '#model/reply'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { type TestServer, testCluster, waitsForLock } from '#test/support/postgres'

const { primary, replica } = await testCluster({ max_standby_streaming_delay: -1 })
const howdah = await startHowdah({
  managed: primary,
  tables: ['create table profiles (id int)', 'create table doomed (id int)'],
  cluster: {
    nodes: [
      { name: 'shop-1', url: `postgres://127.0.0.1:${primary.port}` },
      { name: 'shop-2', url: `postgres://127.0.0.1:${replica.port}` },
    ],
  },
})
const inProcess = openInProcess(howdah)

const connect = async (
  server: TestServer,
): Promise<{ readonly client: Client; readonly pid: number }> => {
  const client = await server.connect(howdah.database)
  onTestFinished(() => client.end().catch(() => {}))
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return { client, pid: rows[0]?.pid ?? 0 }
}

const tree = async (): Promise<Answer> => {
  const reply = await inProcess.say('lock tree')
  if (reply.kind !== 'answer') throw new Error(`no answer: ${reply.kind}`)
  return reply
}

const seenOnReplica = async (text: string): Promise<void> => {
  await expect
    .poll(() => replica.query(howdah.database, text), { timeout: 110_000 })
    .toHaveLength(1)
}

const replayedLock = `select from pg_locks l join pg_stat_activity a using (pid)
  where a.backend_type = 'startup' and l.granted and l.mode = 'AccessExclusiveLock'`

/** A lock is replayed once the WAL is flushed, as the next commit of any session does. */
const replaysLock = async (): Promise<void> => {
  await primary.run('postgres', `select pg_logical_emit_message(true, 'a commit', '')`)
  await seenOnReplica(replayedLock)
}

/** A reader of the replica that waits for the lock that another session has on the primary. */
const reader = async (): Promise<number> => {
  const { client, pid } = await connect(replica)
  void client.query('select from profiles').catch(() => {})
  onTestFinished(() => replica.run('postgres', `select pg_terminate_backend(${pid})`))
  await waitsForLock(replica, pid)
  return pid
}

describe('lock tree', () => {
  test('names both nodes where nobody waits', async () => {
    await seenOnReplica(`select from pg_class where relname = 'doomed'`)
    expect((await tree()).title).toBe('Nobody waits for a lock on shop-1 or shop-2.')
  })

  test('traces a lock that a replica replayed to the session of the primary', async () => {
    const root = await connect(primary)
    await root.client.query('begin')
    await root.client.query('alter table profiles add column zz int')
    onTestFinished(async () => {
      await root.client.query('rollback')
    })
    await replaysLock()
    const waiting = await reader()
    const { title, lines, offers } = await tree()
    expect(title).toMatch(new RegExp(`^pid ${root.pid} \\(.+\\) on shop-1 holds up 1 session\\.$`))
    expect(lines).toEqual([
      expect.stringContaining(`• pid ${root.pid} `),
      expect.stringMatching(
        new RegExp(`^ {3}• pid ${waiting} .+ on shop-2 \`select from profiles`),
      ),
    ])
    expect(offers?.map(({ command }) => command)).toEqual([
      expect.stringMatching(new RegExp(`^session terminate ${root.pid} node=shop-1 `)),
    ])
  })

  test('says that a paused replay keeps a lock that nobody has any more', async () => {
    const root = await connect(primary)
    await root.client.query('begin')
    await root.client.query('lock table profiles')
    await replaysLock()
    await replica.run('postgres', 'select pg_wal_replay_pause()')
    onTestFinished(() => replica.run('postgres', 'select pg_wal_replay_resume()'))
    await root.client.query('commit')
    await reader()
    expect((await tree()).title).toBe('The replay of shop-2 (paused) holds up 1 session.')
  })

  test('names the reader that holds replay up, and offers its end', async () => {
    const { client, pid } = await connect(replica)
    await client.query('begin isolation level repeatable read')
    await client.query('select count(*) from doomed')
    await primary.run(howdah.database, 'drop table doomed')
    await seenOnReplica(`select from pg_stat_activity
      where backend_type = 'startup' and wait_event_type = 'Lock'`)
    const { title, lines, offers } = await tree()
    expect(title).toMatch(
      new RegExp(`^pid ${pid} \\(.+\\) on shop-2 holds up the replay of shop-2\\.$`),
    )
    expect(lines?.[1]).toBe('   • the replay of shop-2')
    expect(offers?.map(({ command }) => command)).toEqual([
      expect.stringMatching(new RegExp(`^session terminate ${pid} node=shop-2 started=`)),
    ])
  })

  test('names the reader whose snapshot keeps replay from removing rows', async () => {
    await primary.run(howdah.database, 'insert into profiles select generate_series(1, 1000)')
    const inserted = 'select from profiles having count(*) >= 1000'
    await seenOnReplica(inserted)
    const { client, pid } = await connect(replica)
    await client.query('begin isolation level repeatable read')
    await client.query('select count(*) from pg_class')
    await primary.run(howdah.database, 'delete from profiles', 'vacuum profiles')
    await seenOnReplica(`select from pg_stat_activity
      where backend_type = 'startup' and wait_event = 'RecoveryConflictSnapshot'`)
    expect((await tree()).title).toMatch(
      new RegExp(`^pid ${pid} \\(.+\\) on shop-2 holds up the replay of shop-2\\.$`),
    )
    await client.query('rollback')
  })
})
