/** Statements in answers and plans: the owner of each, and no value of a row in any. */

import { describe, expect, onTestFinished, test } from 'vitest'
import { heaviestStatements } from '#cluster/facts/query/statements'
import type { Answer } from '#model/reply'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { major } from '#test/support/majors'
import { waitsForLock } from '#test/support/postgres'
import { observer } from '#test/support/profile'
import { openShop } from '#test/support/shop'

const howdah = await startHowdah({
  tables: [
    'create table users (id int, email text)',
    `insert into users select i, i::text from generate_series(1, 1000) i`,
  ],
})
const { managed, database } = howdah
const inProcess = openInProcess(howdah)

const answerTo = async (text: string): Promise<Answer> => {
  const reply = await inProcess.say(text)
  if (reply.kind !== 'answer') throw new Error(`no answer: ${JSON.stringify(reply)}`)
  return reply
}

const secret = 'olga@example.com'

/** A session that waits for a second session, with values in the statement. */
const waiting = async (): Promise<number> => {
  await managed.run('postgres', `create role teller login password 'teller' in role app`)
  const holder = await managed.connect(database)
  const waiter = await managed.connect(database, 'teller', 'teller')
  onTestFinished(async () => {
    await holder.end()
    await waiter.end()
  })
  await holder.query('begin')
  await holder.query('lock table users')
  const { rows } = await waiter.query<{ pid: number }>('select pg_backend_pid() as pid')
  const pid = rows[0]?.pid ?? 0
  void waiter.query(`update users set email = '${secret}' where id = 4711`).catch(() => {})
  await waitsForLock(managed, pid)
  return pid
}

describe('a statement of a live session', () => {
  test('is shown without its values, in the tree of locks and in a plan', async () => {
    const pid = await waiting()
    const tree = JSON.stringify(await answerTo('lock tree'))
    expect(tree).toContain('update users set email = … where id = …')
    const plan = await inProcess.say(`session cancel ${pid}`)
    expect(plan.kind).toBe('proposed')
    expect(JSON.stringify(plan)).toContain('update users set email = … where id = …')
    for (const shown of [tree, JSON.stringify(plan)]) {
      expect(shown).not.toContain(secret)
      expect(shown).not.toContain('4711')
    }
  })
})

describe('query slow', () => {
  test('shows the application’s statements, not what Howdah did as their owner', async () => {
    const application = await managed.connect(database)
    await application.query('set role app')
    for (let call = 0; call < 20; call += 1)
      await application.query('select /* User search */ * from users where email = $1', [call])
    await application.end()
    const builder = await managed.connect(database, 'howdah', 'howdah')
    await builder.query('set role app')
    await builder.query('create index concurrently users_email_idx on users (email)')
    await builder.query('reindex index concurrently users_email_idx')
    await builder.query('drop index concurrently users_email_idx')
    await builder.end()
    const counted = await managed.query<{ query: string }>(
      database,
      `select query from pg_stat_statements join pg_roles r on r.oid = userid where rolname = 'app'`,
    )
    // After SET ROLE the statements are the owner's: only the words tell the statements apart.
    expect(JSON.stringify(counted)).toContain('create index concurrently')
    const { title, table, file } = await answerTo('query slow last=all limit=50')
    expect(title).toMatch(/takes \d+ % of the time/)
    expect(table?.rows.map(([statement]) => statement)).toContain(
      'User search: select * from users where email = $1',
    )
    expect(file?.text).toContain('-- User search: ')
    expect(JSON.stringify(table)).not.toMatch(/index concurrently/)
    expect(file?.text).not.toMatch(/index concurrently/)
  })

  test('runs nothing that an application wrote in a comment, when its file is run', async () => {
    await managed.run(database, 'create table victims ()')
    const application = await managed.connect(database)
    await application.query('select /* x\ndrop table victims; -- */ count(*) from users')
    await application.end()
    const { file } = await answerTo('query slow last=all limit=50')
    expect(file?.text).toContain('-- select')
    await managed.run(database, file?.text ?? '')
    expect(
      await managed.query(database, `select from pg_class where relname = 'victims'`),
    ).toHaveLength(1)
  })

  test('begins with the worst statement in full, even when its name says it', async () => {
    await managed.run(database, 'select pg_stat_statements_reset()')
    const application = await managed.connect(database)
    await application.query('select /* Nap */ pg_sleep($1)', [0.3])
    await application.end()
    const { title, lines } = await answerTo('query slow last=all')
    expect(title).toMatch(/^Nap takes \d+ % of the time, /)
    expect(lines).toEqual([
      '`select pg_sleep($1)`',
      expect.stringMatching(/^Counted since .+ UTC, over \d+ s\.$/),
    ])
  })

  test('calls lists of any length by their shape, and hints by nothing', async () => {
    await managed.run(database, 'select pg_stat_statements_reset()')
    await managed.run(
      database,
      'select email from users where id in (1, 2, 3, 4)',
      'select email from users where id in (1, 2, 3, 4, 5, 6, 7)',
      'select /*+ SeqScan(users) */ id from users',
    )
    const { table } = await answerTo('query slow last=all limit=50')
    const names = table?.rows.map(([statement]) => statement)
    expect(names?.join()).not.toContain('_reset')
    // Before 18 each length is counted by itself.
    const shape = major >= 18 ? 'id in ($1, …)' : 'id in ($1, $2, $3, $4)'
    expect(names).toContain(`select email from users where ${shape}`)
    expect(names).toContain('select id from users')
  })

  test('shows no password or value that a utility statement held', async () => {
    await managed.run(database, `create role clerk password 'hunter2-clerk'`)
    await managed.run(database, 'set app.key = hunter2', 'notify hunter2')
    onTestFinished(() => managed.run('postgres', 'drop role clerk'))
    const shown = JSON.stringify(await answerTo('query slow last=all limit=50'))
    expect(shown).not.toContain('hunter2')
  })

  test('gives shares of the time of all statements, however few it shows', async () => {
    const all = (await answerTo('query slow last=all limit=50')).table?.rows ?? []
    const first = (await answerTo('query slow last=all limit=1')).table?.rows
    expect(first).toHaveLength(1)
    expect(first?.[0]?.slice(0, 2)).toEqual(all[0]?.slice(0, 2))
    expect(first?.[0]?.[1]).not.toBe('100 %')
  })

  test('counts what a function runs as the time of its caller alone', async () => {
    const inside = 'perform pg_sleep(0.2) from users where id < 2'
    await managed.run(
      database,
      `create function nested() returns void language plpgsql as $$ begin ${inside}; end $$`,
    )
    const application = await managed.connect(database)
    await application.query(`set pg_stat_statements.track = 'all'`)
    await application.query('set role app')
    await application.query('select nested()')
    await application.end()
    const counted = await managed.query(
      database,
      `select from pg_stat_statements where not toplevel and query like '%pg_sleep%from users%'`,
    )
    expect(counted).toHaveLength(1)
    const { table } = await answerTo('query slow last=all limit=50')
    const names = table?.rows.map(([statement]) => statement) ?? []
    expect(names).toContain('select nested()')
    expect(names.join()).not.toContain('pg_sleep($1) from users')
  })

  test('is answered where pg_upgrade left the extension as of 13', async () => {
    const old = await managed.freshDatabase()
    await managed.run(
      old,
      `create extension pg_stat_statements version '1.8'`,
      'select /* Old times */ count(*) from pg_class',
    )
    const { table } = await answerTo(`query slow last=all database=${old}`)
    expect(table?.rows.map(([statement]) => statement)).toContain(
      'Old times: select count(*) from pg_class',
    )
  })

  test('never says that nothing was counted where the others cannot be seen', async () => {
    await managed.run('postgres', `revoke pg_monitor from ${observer}`)
    onTestFinished(() => managed.run('postgres', `grant pg_monitor to ${observer}`))
    expect(await inProcess.say('query slow last=all')).toMatchObject({
      kind: 'refusal',
      because:
        'What others run on shop cannot be seen: its login lacks pg_monitor. What is slow is NOT known.',
      command: 'doctor cluster=shop',
    })
  })
})

describe('a statement of a length that an application chose', () => {
  test('is read no further than people are shown', async () => {
    const { cluster } = openShop(howdah)
    await managed.run(database, `select count(*) from users /* ${'x'.repeat(1_000_000)} */`)
    const { statements } = await heaviestStatements(await cluster.view(database), 1_000)
    expect(Math.max(...statements.map(({ text }) => text?.length ?? 0))).toBe(60_000)
  })
})
