/** The sessions that a statement on an index waits for are told beforehand, and no further sessions. */
import { randomBytes } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { waitsFor } from '#cluster/facts/lock/waits-for'
import type { Reader } from '#model/view'
import { testServer } from '#test/support/postgres'

const server = await testServer({ max_prepared_transactions: 10 })
const database = await server.freshDatabase()
await server.run(database, 'create table other (id int)', 'create table users (id int, email text)')
const reader: Reader = {
  read: (text, values) => server.query(database, text, values) as never,
}
const [{ oid } = { oid: '' }] = await server.query<{ oid: string }>(
  database,
  `select 'users'::regclass::oid::text as oid`,
)

const statements = {
  build: 'create index concurrently users_email_idx on users (email)',
  rebuild: 'reindex index concurrently users_id_idx',
  drop: 'drop index concurrently users_id_idx',
} as const

const holders = {
  'a reader': ['begin', 'select from users'],
  'a locking reader': ['begin', 'select from users for update'],
  'a writer': ['begin', 'insert into users values (1)'],
  'a writer of another table': ['begin', 'insert into other values (1)'],
  'an old snapshot': ['begin isolation level repeatable read', 'select from other'],
  'a prepared reader': ['begin', 'select from users', 'prepare'],
  'a prepared writer': ['begin', 'insert into users values (1)', 'prepare'],
  'a prepared writer of another table': ['begin', 'insert into other values (1)', 'prepare'],
  'a prepared old snapshot': [
    'begin isolation level repeatable read',
    'insert into other values (1)',
    'prepare',
  ],
} as const

type Held = readonly [keyof typeof statements, keyof typeof holders]
const all = (Object.keys(statements) as (keyof typeof statements)[]).flatMap(what =>
  (Object.keys(holders) as (keyof typeof holders)[]).map((who): Held => [what, who]),
)

const connected = async () => {
  const client = await server.connect(database)
  onTestFinished(() => client.end().catch(() => {}))
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return { client, pid: rows[0]?.pid ?? 0 }
}

describe('waitsFor', () => {
  test.each(all)('is right about a %s and %s', async (what, who) => {
    await server.run(
      database,
      'drop index if exists users_email_idx',
      'create index if not exists users_id_idx on users (id)',
    )
    const gid = `g-${randomBytes(4).toString('hex')}`
    const holder = await connected()
    for (const statement of holders[who])
      await holder.client.query(
        statement === 'prepare' ? `prepare transaction '${gid}'` : statement,
      )
    const prepared = holders[who].at(-1) === 'prepare'
    // With no patience at all the two questions see each other.
    const said = (await waitsFor(reader, oid, what, 0)).some(one =>
      one.includes(prepared ? gid : `pid ${holder.pid} `),
    )
    const actor = await connected()
    let ended = false
    const done = actor.client.query(statements[what]).finally(() => {
      ended = true
    })
    const blocked = async () =>
      (
        await server.query<{ waits: boolean }>(
          'postgres',
          `select cardinality(pg_blocking_pids(pid)) > 0 as waits from pg_stat_activity where pid = $1`,
          [actor.pid],
        )
      )[0]?.waits ?? false
    let waits = false
    await expect
      .poll(
        async () => {
          waits = await blocked()
          return waits || ended
        },
        { timeout: 110_000, interval: 20 },
      )
      .toBe(true)
    if (prepared) await server.run(database, `rollback prepared '${gid}'`)
    else await holder.client.query('rollback')
    await done
    expect(said).toBe(waits)
  })
})
