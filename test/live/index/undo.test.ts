/** An undo is planned like any change: looked at, with figures, and refused for the same reasons. */
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { systemUser } from '#local/postgres/system-user'
import { listenFor } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf, twoBots } from '#test/support/kills'
import { forMajor } from '#test/support/majors'

const howdah = await startHowdah({
  tables: [
    'create table users (id int, email text)',
    `insert into users select i, 'Person' || i from generate_series(1, 2000) i`,
    'create index users_odd_idx on users (lower(email), id) with (fillfactor = 80) where id > 7',
    `comment on index users_odd_idx is 'for the search, don''t drop'`,
    'alter index users_odd_idx alter column 1 set statistics 500',
    'create index users_id_idx on users (id)',
    'alter table users cluster on users_id_idx',
  ],
})
const { managed, database } = howdah
const dir = mkdtempSync(join(tmpdir(), 'howdah-space-'))
const user = systemUser()
if (user) chownSync(dir, user.uid, user.gid)
afterAll(() => rmSync(dir, { recursive: true, force: true }))
await managed.run('postgres', `create tablespace "Fast disk" location '${dir}'`)
await managed.run('postgres', 'grant create on tablespace "Fast disk" to app')
await managed.run(database, 'alter index users_odd_idx set tablespace "Fast disk"')
await twoBots(howdah)

const asItIs = (name: string) =>
  managed.query(
    database,
    `select pg_get_indexdef(c.oid) as definition, spcname as tablespace,
       exists (select from pg_stats where tablename = c.relname) as analysed
     from pg_class c left join pg_tablespace t on t.oid = c.reltablespace where c.relname = $1`,
    [name],
  )

describe('the undo of a drop', () => {
  test('makes exactly the same index again, in its tablespace, and collects its statistics', async () => {
    await managed.run(database, 'analyze users')
    const before = await asItIs('users_odd_idx')
    expect(before).toMatchObject([{ tablespace: 'Fast disk', analysed: true }])
    const plan = await howdah.plan('/pg index drop users_odd_idx')
    expect(wordsOf(plan)).toContain(
      `COMMENT ON INDEX public.users_odd_idx IS 'for the search, don''t drop'`,
    )
    expect(wordsOf(plan)).toContain(
      'ALTER INDEX public.users_odd_idx ALTER COLUMN 1 SET STATISTICS 500',
    )
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    const undo = await howdah.planned(() => howdah.say('olga', `/pg undo ${planIdOf(plan)}`))
    const words = wordsOf(undo)
    for (const figure of ['Locks', 'Size', 'Free disk', 'WAL', 'Undo'])
      expect(words).toContain(figure)
    expect(words).toContain('(tablespace Fast disk)')
    expect(words).toContain('ANALYZE public.users;')
    await howdah.click('dana', undo, 'approve')
    expect(await outcomeOf(howdah, undo)).toBe('succeeded')
    expect(await asItIs('users_odd_idx')).toEqual(before)
  })

  test('says what it will not bring back: the mark of CLUSTER', async () => {
    const plan = await howdah.plan('/pg index drop users_id_idx')
    expect(wordsOf(plan)).toContain('ALTER TABLE public.users CLUSTER ON users_id_idx')
    await howdah.click('olga', plan, 'withdraw')
  })

  test('names whom it waits for, and is refused like any other when a right is gone', async () => {
    const plan = await howdah.plan('/pg index create users columns=email')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    await managed.run('postgres', 'revoke app from howdah')
    const ended = await howdah.message(one => one.ts === plan.ts)
    const heard = howdah.slack.waitFor(
      state =>
        state.messages.find(
          one => one.onlyFor === 'U_OLGA' && wordsOf(one).includes('howdah may not act as app'),
        ),
      { timeoutMs: 110_000, what: 'the refusal' },
    )
    await howdah.click('olga', ended, 'undo')
    expect(wordsOf(await heard)).toContain('GRANT app TO howdah')
    await managed.run('postgres', forMajor('grant app to howdah with inherit false, set true'))
    const writer = await managed.connect(database)
    onTestFinished(() => writer.end())
    await writer.query('begin')
    await writer.query('insert into users values (0)')
    await expect
      .poll(
        () =>
          managed.query(
            'postgres',
            `select from pg_stat_activity where state = 'idle in transaction' and xact_start < now() - interval '5.5 s'`,
          ),
        { timeout: 110_000, interval: 500 },
      )
      .not.toEqual([])
    const undo = await howdah.planned(() => howdah.click('olga', ended, 'undo'))
    expect(wordsOf(undo)).toMatch(/The drop waits for pid \d+ \(postgres, idle in transaction/)
    await howdah.click('olga', undo, 'withdraw')
  })
})

describe('the undo of a drop that cannot be built any more', () => {
  const droppedBy = async (index: string) => {
    const plan = await howdah.plan(`/pg index drop ${index}`)
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    return howdah.message(one => one.ts === plan.ts)
  }

  test.each([
    ['its column is gone', 'alter table things drop column kind', 'column "kind" does not exist'],
    [
      'a table has its name',
      'create table things_kind_idx ()',
      'Something else is called public.things_kind_idx by now.',
    ],
  ])('is refused at the click once %s', async (_, sql, because) => {
    await managed.run(
      database,
      'set role app; drop table if exists things, things_kind_idx',
      'set role app; create table things (id int, kind text)',
      'set role app; create index things_kind_idx on things (kind)',
    )
    const ended = await droppedBy('things_kind_idx')
    await managed.run(database, `set role app; ${sql}`)
    const told = listenFor(howdah, 'olga')(because)
    await howdah.click('olga', ended, 'undo')
    expect(await told).toContain('Instead: ')
  })
})

describe('the undo of a build', () => {
  const builtOn = async (words: string) => {
    const plan = await howdah.plan(`/pg index create ${words}`)
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    return howdah.message(one => one.ts === plan.ts)
  }

  test.each([
    [
      'a constraint',
      'add constraint codes_code_key unique using index codes_code_key',
      'drop constraint codes_code_key',
      'public.codes_code_key backs the constraint codes_code_key of public.codes.',
    ],
    [
      'a replica identity',
      'replica identity using index codes_code_key',
      'replica identity default',
      'public.codes_code_key is the replica identity of public.codes',
    ],
  ])('is refused at the click once it is %s', async (_, alter, back, because) => {
    await managed.run(
      database,
      'set role app; drop table if exists codes',
      'set role app; create table codes (code text not null)',
    )
    const ended = await builtOn('codes columns=code unique=yes name=codes_code_key')
    await managed.run(database, `set role app; alter table codes ${alter}`)
    const told = listenFor(howdah, 'olga')(because)
    await howdah.click('olga', ended, 'undo')
    expect(await told).toContain('Instead: ')
    await managed.run(database, `set role app; alter table codes ${back}`)
  })

  test('leaves another index alone that has its name by now', async () => {
    const plan = await howdah.plan('/pg index create users columns=id,email name=users_two_idx')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    await managed.run(
      database,
      'set role app; drop index users_two_idx',
      'set role app; create index users_two_idx on users (email, id)',
    )
    const told = listenFor(howdah, 'olga')('Another index has that name by now')
    await howdah.click('olga', await howdah.message(one => one.ts === plan.ts), 'undo')
    expect(await told).toContain('btree (email, id)')
    await managed.run(
      database,
      'set role app; drop index users_two_idx',
      'set role app; create index users_two_idx on users (id, email)',
    )
    const undo = await howdah.planned(async () =>
      howdah.click('olga', await howdah.message(one => one.ts === plan.ts), 'undo'),
    )
    await howdah.click('olga', undo, 'withdraw')
  })

  test.each([
    ['columns=lower(email)', 'upper(email)', `users_expr_idx on users (lower(email))`],
    [
      "columns=id where=email in ('a')",
      "id) where (email in ('b')",
      `users_expr_idx on users (id) where (email in ('a'))`,
    ],
    [
      'columns=email desc',
      'email collate "C" desc',
      'users_expr_idx on users (email text_ops desc)',
    ],
  ])('knows one with %s from one with (%s)', async (asked, other, again) => {
    const plan = await howdah.plan(`/pg index create users ${asked} name=users_expr_idx`)
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    await managed.run(
      database,
      'set role app; drop index users_expr_idx',
      `set role app; create index users_expr_idx on users (${other})`,
    )
    const told = listenFor(howdah, 'olga')('Another index has that name by now')
    await howdah.click('olga', await howdah.message(one => one.ts === plan.ts), 'undo')
    await told
    await managed.run(
      database,
      'set role app; drop index users_expr_idx',
      `set role app; create index ${again}`,
    )
    const undo = await howdah.planned(async () =>
      howdah.click('olga', await howdah.message(one => one.ts === plan.ts), 'undo'),
    )
    await howdah.click('olga', undo, 'withdraw')
    await managed.run(database, 'drop index users_expr_idx')
  })
})
