import { describe, expect, test } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { testServer } from '#test/support/postgres'
import { carefulRoles } from '#test/support/profile'

const managed = await testServer({ max_prepared_transactions: 2, autovacuum: 'off' })
const howdah = await startHowdah({
  managed,
  cluster: {
    credentials: { observe: 'howdah:howdah', maintain: 'keeper:keeper', ddl: 'howdah:howdah' },
  },
  prepare: async (server, database) => {
    await carefulRoles(server)
    await server.run(
      database,
      `create role keeper login password 'keeper'`,
      'grant pg_monitor to keeper',
      'create role other',
    )
  },
  tables: [
    `create table granted (id int, note text)`,
    `insert into granted select i, repeat('x', 10) from generate_series(1, 3000) i`,
    `create table owned (id int)`,
    `insert into owned select i from generate_series(1, 3000) i`,
    'grant maintain on table granted to keeper',
    'delete from granted',
    'delete from owned',
  ],
})
const { database } = howdah
const { say, approve, drive, engine } = openInProcess(howdah)

const planned = async (text: string) => {
  const reply = await say(text)
  if (reply.kind !== 'proposed') throw new Error(JSON.stringify(reply))
  return reply.change
}

const ran = async (text: string): Promise<string | null> => {
  const { plan } = await planned(text)
  await drive(await approve(plan.id))
  return (await engine.findChange(plan.id))?.outcome ?? null
}

const timesVacuumed = async () =>
  managed.query<{ name: string; vacuums: number }>(
    database,
    `select relname as name, vacuum_count::int as vacuums from pg_stat_user_tables where schemaname = 'public' order by 1`,
  )

describe('the right to maintain', () => {
  test('is the login’s own where MAINTAIN is granted, else the owner’s, in one plan', async () => {
    const { plan, steps } = await planned('maintenance vacuum most=2')
    expect(steps.map(({ action: { place, role } }) => [place.duty, role])).toEqual([
      ['maintain', null],
      ['ddl', 'app'],
    ])
    await drive(await approve(plan.id))
    expect(await timesVacuumed()).toEqual([
      { name: 'granted', vacuums: 1 },
      { name: 'owned', vacuums: 1 },
    ])
  })

  test('is missing for the table of an owner out of reach, with the GRANTs that give it', async () => {
    await managed.run(database, 'create table theirs (id int)', 'alter table theirs owner to other')
    expect(await say('maintenance vacuum theirs')).toMatchObject({
      because:
        'keeper may not maintain public.theirs, which belongs to other: PostgreSQL would only warn and skip it.',
      instead:
        'Ask an administrator to run: `GRANT MAINTAIN ON TABLE public.theirs TO keeper`. For every table: `GRANT pg_maintain TO keeper`.',
    })
    await managed.run('postgres', 'grant pg_maintain to keeper')
    expect(await ran('maintenance vacuum theirs')).toBe('succeeded')
  })

  test('that is taken away after the plan does nothing', async () => {
    const { plan } = await planned('maintenance analyze theirs')
    await managed.run('postgres', 'revoke pg_maintain from keeper')
    await drive(await approve(plan.id))
    expect(await engine.findChange(plan.id)).toMatchObject({
      outcome: 'outdated',
      ending: expect.stringContaining('keeper may not maintain public.theirs'),
    })
  })
})

describe('the list', () => {
  test('waits for no lock: what is locked against everybody has no size', async () => {
    const client = await managed.connect(database)
    await client.query('begin')
    await client.query('lock table granted in access exclusive mode')
    expect(JSON.stringify(await say('maintenance list'))).toMatch(
      /"public\.granted","ANALYZE","[^"]+","locked just now","at work: pid \d+/,
    )
    await client.end()
  })
})

describe('the horizon', () => {
  test('names a prepared transaction and how it is ended, and refuses a VACUUM in vain', async () => {
    const client = await managed.connect(database)
    await client.query('begin')
    await client.query('insert into owned values (1)')
    await client.query(`prepare transaction 'forgotten'`)
    const listed = await say('maintenance list')
    expect(listed).toMatchObject({
      lines: expect.arrayContaining([
        expect.stringMatching(
          /^The horizon is held back: the prepared transaction “forgotten”, prepared \d+ s ago, keeps the rows of the last \d+ transactions\. In database \w+ say COMMIT PREPARED or ROLLBACK PREPARED with its name: no session can be ended for it\.$/,
        ),
      ]),
    })
    await client.query('delete from owned where id > 0')
    await client.query('insert into owned select i from generate_series(1, 3000) i')
    await client.query('delete from owned')
    await client.query('vacuum owned')
    expect(await say('maintenance vacuum owned')).toMatchObject({
      kind: 'refusal',
      because: expect.stringContaining(
        'dead rows of public.owned could be removed: the prepared transaction “forgotten”',
      ),
    })
    await client.query(`rollback prepared 'forgotten'`)
    await client.end()
    expect(await ran('maintenance vacuum owned')).toBe('succeeded')
  })

  test('keeps a freeze that would be in vain from being tried, and lets it go on afterwards', async () => {
    const client = await managed.connect(database)
    await client.query('create table old (id int) with (autovacuum_freeze_max_age = 100000)')
    await client.query('alter table old owner to app')
    await client.query('begin')
    await client.query('insert into old values (1)')
    await client.query(`prepare transaction 'old'`)
    // A subtransaction that writes takes a transaction id.
    await client.query(`do $$ begin for i in 1..80000 loop
      begin insert into old values (i); exception when division_by_zero then null; end; end loop; end $$`)
    const listed = JSON.stringify(await say('maintenance list old'))
    expect(listed).toMatch(
      /transaction ids as old as 8\d,\d+, 8\d % of the age at which autovacuum has to freeze/,
    )
    await client.query('vacuum old')
    expect(await say('maintenance vacuum old')).toMatchObject({
      because: expect.stringMatching(
        /^Freezing public\.old would achieve nothing: the prepared transaction “old”, .* keeps the rows of the last 8\d,\d+ transactions\.$/,
      ),
    })
    await client.query(`rollback prepared 'old'`)
    await client.end()
    const { plan, steps } = await planned('maintenance vacuum old')
    expect(steps[0]?.action.text).toContain(
      'VACUUM (FREEZE, TRUNCATE FALSE, PARALLEL 0) public.old',
    )
    await drive(await approve(plan.id))
    const [row] = await managed.query<{ age: number }>(
      database,
      `select age(relfrozenxid) as age from pg_class where relname = 'old'`,
    )
    expect(row?.age).toBeLessThan(1_000)
  })

  test('is not held back by a transaction of another database', async () => {
    const client = await managed.connect('postgres')
    await client.query('begin isolation level repeatable read')
    await client.query('select txid_current()')
    const { plan } = await planned('maintenance vacuum owned')
    expect(plan.notes.join(' ')).not.toContain('horizon')
    await client.end()
  })
})
