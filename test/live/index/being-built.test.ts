/** An index that is being built, rebuilt or dropped is not a leftover, and no button offers the drop. */
import type { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { allIndexes } from '#cluster/facts/index/indexes'
import type { AnyPlaybook } from '#model/playbook'
import { isRefusal } from '#model/refusal'
import { indexCreate } from '#playbooks/index/create'
import { indexDrop } from '#playbooks/index/drop'
import { indexReindex } from '#playbooks/index/reindex'
import { startHowdah } from '#test/support/howdah'
import { observer } from '#test/support/profile'
import { openShop } from '#test/support/shop'

const howdah = await startHowdah({
  tables: [
    'create table users (id int, email text)',
    'create index users_id_idx on users (id)',
    'create index users_two_idx on users (id, email)',
  ],
})
const { managed, database } = howdah
await managed.run('postgres', `alter role app login password 'app'`)
const { cluster } = openShop(howdah)

const connected = async (
  application = 'psql',
  login: 'app' | 'howdah' = 'app',
): Promise<{ client: Client; pid: number }> => {
  const client = await managed.connect(database, login, login)
  onTestFinished(() => client.end().catch(() => {}))
  await client.query(`set application_name = '${application}'`)
  await client.query('set role app')
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return { client, pid: rows[0]?.pid ?? 0 }
}

/** A writer holds `statement` up; `freed` lets the statement go on and waits for the end. */
const heldUp = async (statement: string, invalid: string, ...as: Parameters<typeof connected>) => {
  const { client: writer } = await connected()
  await writer.query('begin')
  await writer.query('insert into users values (1)')
  const { client, pid } = await connected(...as)
  const ended = client.query(statement)
  await expect
    .poll(() =>
      managed.query(
        database,
        `select from pg_index i join pg_stat_activity a on a.pid = $2 and a.wait_event_type = 'Lock'
         where i.indexrelid = to_regclass($1) and not i.indisvalid`,
        [invalid, pid],
      ),
    )
    .toHaveLength(1)
  const freed = async () => {
    await writer.query('commit')
    await ended
  }
  return { pid, freed }
}

const asked = async (
  playbook: AnyPlaybook,
  input: Readonly<Record<string, string>>,
): Promise<string> => {
  const made = await playbook.prepare(await cluster.view(), playbook.input.parse(input))
  return isRefusal(made) ? `${made.because} ${made.instead}` : `planned: ${made.body.headline}`
}
const create = (columns: string) => asked(indexCreate, { table: 'users', columns })
const drop = (index: string) => asked(indexDrop, { index })
const rebuild = (index: string) => asked(indexReindex, { index })

const beingOf = async (name: string) =>
  (await allIndexes((await cluster.view()).primary)).find(one => one.name === name)?.inProgress

describe('an index', () => {
  test.each(['with', 'without'])(
    'is left alone while a colleague builds it, %s pg_monitor',
    async how => {
      if (how === 'without') {
        await managed.run('postgres', `revoke pg_monitor from ${observer}`)
        onTestFinished(() => managed.run('postgres', `grant pg_monitor to ${observer}`))
      }
      const { pid, freed } = await heldUp(
        'create index concurrently users_email_idx on users (email)',
        'users_email_idx',
      )
      expect(await beingOf('users_email_idx')).toBe(`built by pid ${pid}`)
      for (const said of [
        await create('email'),
        await drop('users_email_idx'),
        await rebuild('users_email_idx'),
      ]) {
        expect(said).toContain(`being built by pid ${pid}. Wait until that has ended`)
      }
      for (const said of [
        await create('email, id'),
        await drop('users_id_idx'),
        await rebuild('users_id_idx'),
      ]) {
        expect(said).toMatch(
          new RegExp(`^pid ${pid} \\(.+ builds or drops an index of public.users`),
        )
      }
      await freed()
      expect(await create('email')).toContain('is the same index already')
      expect(await create('email, id')).toMatch(/^planned/)
      await managed.run(database, 'drop index users_email_idx')
    },
  )

  test('is told from the copy of a rebuild that goes on', async () => {
    const { pid, freed } = await heldUp(
      'reindex index concurrently users_id_idx',
      'users_id_idx_ccnew',
    )
    expect(await rebuild('users_id_idx')).toContain(`pid ${pid} (`)
    expect(await drop('users_id_idx_ccnew')).toContain(`being built by pid ${pid}`)
    await freed()
  })

  test('is told from a leftover while a colleague drops it', async () => {
    const { pid, freed } = await heldUp('drop index concurrently users_two_idx', 'users_two_idx')
    expect(await drop('users_two_idx')).toContain(`being dropped by pid ${pid}`)
    await freed()
  })

  test('of a run of Howdah lets plans for its table queue', async () => {
    const { pid, freed } = await heldUp(
      'create index concurrently users_email_idx on users (email)',
      'users_email_idx',
      'howdah r-1a2b3c 7',
      'howdah',
    )
    expect(await create('email')).toContain(`being built by pid ${pid}`)
    expect(await create('email, id')).toMatch(/^planned/)
    await freed()
    await managed.run(database, 'drop index users_email_idx')
  })

  test('by an application that calls itself a run keeps plans for its table out', async () => {
    const { pid, freed } = await heldUp(
      'create index concurrently users_email_idx on users (email)',
      'users_email_idx',
      'howdah r-1a2b3c 7',
    )
    expect(await create('email, id')).toContain(`pid ${pid} (howdah r-1a2b3c 7`)
    await freed()
    await managed.run(database, 'drop index users_email_idx')
  })

  test('that a failed build left is called so', async () => {
    await managed.run(database, 'insert into users values (2), (2)')
    const { client } = await connected()
    await expect(
      client.query('create unique index concurrently users_left_idx on users (id)'),
    ).rejects.toThrow('unique')
    expect(await beingOf('users_left_idx')).toBeNull()
    expect(await drop('users_left_idx')).toMatch(/^planned: Drop invalid index/)
  })
})
