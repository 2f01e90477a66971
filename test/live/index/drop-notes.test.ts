/** Uses of an index without a dependency are told before the drop. */
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { PlanBody } from '#model/plan'
import type { AnyPlaybook } from '#model/playbook'
import { isRefusal } from '#model/refusal'
import { indexDrop } from '#playbooks/index/drop'
import { indexReindex } from '#playbooks/index/reindex'
import { startHowdah } from '#test/support/howdah'
import { testCluster } from '#test/support/postgres'
import { openShop } from '#test/support/shop'

const { primary, replica } = await testCluster()
const howdah = await startHowdah({
  managed: primary,
  tables: [
    'create table users (id int primary key, email text)',
    'create unique index users_email_idx on users (email)',
    'create table orders (user_id int references users, other_id int references users, noted text)',
    'create index orders_user_idx on orders (user_id)',
    'create index orders_both_idx on orders (other_id, noted)',
    'create index orders_other_idx on orders (other_id)',
    'create table kinds (kind text, other text)',
    'create index kinds_lower_idx on kinds (lower(kind))',
    'create index kinds_both_idx on kinds ((kind || other), other)',
    'create index kinds_upper_idx on kinds (upper(kind))',
    'create index kinds_upper_other_idx on kinds (other, upper(kind))',
    'create index kinds_kept_idx on kinds ((length(kind) + 1))',
    'create statistics kinds_kept on ((length(kind) + 1)) from kinds',
    'create materialized view sums as select id, email from users',
    'create unique index sums_id_idx on sums (id)',
    'create unique index sums_where_idx on sums (email) where id > 1',
    'create materialized view twice as select id, email from users',
    'create unique index twice_id_idx on twice (id)',
    'create unique index twice_email_idx on twice (email)',
    'create index twice_dup_idx on twice (email)',
  ],
  cluster: {
    nodes: [
      { name: 'shop-1', url: `postgres://127.0.0.1:${primary.port}` },
      { name: 'shop-2', url: `postgres://127.0.0.1:${replica.port}` },
    ],
  },
})
const { managed, database } = howdah
const { cluster } = openShop(howdah)
beforeAll(() => vi.waitFor(() => replica.run(database, 'select from twice'), { timeout: 110_000 }))

const planned = async (playbook: AnyPlaybook, index: string): Promise<PlanBody> => {
  const made = await playbook.prepare(await cluster.view(), { index })
  if (isRefusal(made)) throw new Error(made.because)
  return made.body
}

const notesAbout = async (index: string): Promise<string> =>
  (await planned(indexDrop, index)).notes.join('\n')

const reader = async (server: typeof primary) => {
  const client = await server.connect(database)
  onTestFinished(() => client.end())
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  await client.query('begin')
  await client.query('select from users')
  return { client, pid: rows[0]?.pid ?? 0 }
}

const replay = 'queries on public.users that run on replicas may be cancelled'

describe('the plan of a drop', () => {
  test('says that INSERT … ON CONFLICT may go by a unique index', async () => {
    expect(await notesAbout('users_email_idx')).toContain(
      'An INSERT … ON CONFLICT that relies on it',
    )
    expect(await notesAbout('orders_user_idx')).not.toContain('ON CONFLICT')
  })

  test('names the foreign key that no other index serves', async () => {
    expect(await notesAbout('orders_user_idx')).toContain(
      'No other index serves the foreign key orders_user_id_fkey to public.users: without it each DELETE there reads all of public.orders.',
    )
    for (const index of ['orders_both_idx', 'orders_other_idx'])
      expect(await notesAbout(index)).not.toContain('foreign key')
  })

  test('says when a materialized view could not be refreshed concurrently any more', async () => {
    expect(await notesAbout('sums_id_idx')).toContain(
      'REFRESH MATERIALIZED VIEW CONCURRENTLY public.sums fails without it',
    )
    for (const index of ['sums_where_idx', 'twice_id_idx', 'users_email_idx'])
      expect(await notesAbout(index)).not.toContain('REFRESH')
  })

  test.each([
    [
      'kinds_lower_idx',
      'CREATE STATISTICS public.kinds_lower_idx_1_stat ON (lower(kind)) FROM public.kinds',
    ],
    [
      'kinds_both_idx',
      'CREATE STATISTICS public.kinds_both_idx_1_stat ON (kind || other) FROM public.kinds',
    ],
  ])('tells of %s that its expression has statistics nowhere else', async (index, keep) => {
    expect(await notesAbout(index)).toContain(`by hand: ${keep}; then ANALYZE public.kinds`)
    await managed.run(database, `set role app; ${keep}`)
    expect(await notesAbout(index)).not.toContain('statistics')
  })

  test.each(['kinds_upper_idx', 'kinds_kept_idx', 'orders_user_idx'])(
    'tells nothing of %s, whose statistics others keep or nobody has',
    async index => {
      expect(await notesAbout(index)).not.toContain('statistics')
    },
  )

  test('names an index that serves the same queries', async () => {
    const covers = (index: string) => `public.${index} covers it: the same columns and conditions`
    expect(await notesAbout('twice_dup_idx')).toContain(`${covers('twice_email_idx')}, and unique.`)
    expect(await notesAbout('twice_email_idx')).toContain(`${covers('twice_dup_idx')}. Queries`)
    expect(await notesAbout('twice_id_idx')).not.toContain('covers')
  })

  test('says what else waits, and for how long', async () => {
    const { estimates } = await planned(indexDrop, 'users_email_idx')
    expect(estimates[0]).toEqual({
      label: 'Locks',
      value:
        'reads and writes on public.users continue; schema changes, VACUUM and ANALYZE wait; the statement as a whole times out after 12 h',
    })
  })

  test('names a reader that has not ended its transaction', async () => {
    const { client, pid } = await reader(primary)
    const old = () =>
      managed.query(
        'postgres',
        `select from pg_stat_activity where pid = $1 and xact_start < now() - interval '5.5 s'`,
        [pid],
      )
    await expect.poll(old, { timeout: 110_000, interval: 500 }).toHaveLength(1)
    expect(await notesAbout('users_email_idx')).toMatch(
      new RegExp(`The drop waits for pid ${pid} \\(.+\\) to end its transaction\\.`),
    )
    await client.query('rollback')
  })
})

describe('a replica', () => {
  test.each([
    ['reindex index concurrently users_email_idx', indexReindex],
    ['drop index concurrently users_email_idx', indexDrop],
  ])(
    'has to wait for its readers to replay %s, and the plan says so',
    async (statement, playbook) => {
      expect((await planned(playbook, 'users_email_idx')).notes.join('\n')).toContain(replay)
      const { client } = await reader(replica)
      await managed.run(database, statement)
      const held = () =>
        replica.query(
          'postgres',
          `select from pg_stat_activity where backend_type = 'startup' and wait_event_type = 'Lock'`,
        )
      await expect.poll(held, { timeout: 110_000 }).toHaveLength(1)
      await client.query('rollback')
      await expect.poll(held, { timeout: 110_000 }).toEqual([])
    },
  )
})
