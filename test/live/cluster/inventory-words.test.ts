/** The inventory's words about a cluster, in refusals and plans. */
import { describe, expect, test } from 'vitest'
import type { Refusal } from '#model/refusal'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { carefully } from '#test/support/profile'

const base = {
  prepare: carefully,
  tables: ['create table users (id int, email text)', 'create index users_id_idx on users (id)'],
}
const observed = await startHowdah({
  ...base,
  cluster: { credentials: { observe: 'howdah:howdah' } },
})
const named = await startHowdah({
  ...base,
  managed: observed.managed,
  cluster: { naming: { index: 'ix_{table}__{columns}' } },
})

const refusedBy = async (
  howdah: typeof observed,
  text: string,
  inProcess = openInProcess(howdah),
): Promise<Refusal> => {
  const reply = await inProcess.say(text)
  if (reply.kind !== 'refusal') throw new Error(JSON.stringify(reply))
  return reply
}

describe('a cluster that is observed only', () => {
  const inProcess = openInProcess(observed)
  test.each([
    'index create users columns=email',
    'index drop users_id_idx',
    'index reindex users_id_idx',
  ])('%s is refused with what the inventory lacks', async typed => {
    expect(await refusedBy(observed, `${typed} reason=x`, inProcess)).toMatchObject({
      because: 'This cluster has no login for ddl: the inventory has no `credentials.ddl`.',
    })
  })

  test.each(['cancel', 'terminate'])('session %s says the same, and names nobody', async verb => {
    const client = await observed.managed.connect(observed.database)
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const slept = client.query('select pg_sleep(600)').catch((error: Error) => error.message)
    const pid = rows[0]?.pid ?? 0
    await expect
      .poll(
        () =>
          observed.managed.query(
            'postgres',
            `select from pg_stat_activity where pid = $1 and state = 'active'`,
            [pid],
          ),
        { timeout: 110_000 },
      )
      .toHaveLength(1)
    const { because, instead } = await refusedBy(
      observed,
      `session ${verb} ${pid} reason=x`,
      inProcess,
    )
    expect(because).toContain('This cluster has no login for maintain')
    expect(instead).toContain('credentials.maintain')
    await observed.managed.query('postgres', 'select pg_terminate_backend($1)', [pid])
    await slept
    await client.end().catch(() => {})
  })
})

describe('naming', () => {
  test('of the inventory names what nobody named', async () => {
    const reply = await openInProcess(named).say(
      'index create users columns=lower(email),id reason=x',
    )
    if (reply.kind !== 'proposed') throw new Error(JSON.stringify(reply))
    expect(reply.change.steps[0]?.action.text).toContain(
      'CREATE INDEX CONCURRENTLY ix_users__lower_id ON',
    )
  })
})

describe('a database that the inventory does not list', () => {
  const inProcess = openInProcess(named)
  test.each([
    ['index create users columns=email', 'postgres'],
    ['index drop users_id_idx', 'template1'],
    ['index reindex users_id_idx', named.database.toUpperCase()],
    ['session terminate 1 started=1', ''],
  ])('%s database=%s is refused in words that name what is listed', async (typed, other) => {
    expect(
      await refusedBy(named, `${typed} reason=x database="${other}"`, inProcess),
    ).toMatchObject({
      because: `The inventory lists no database "${other}" of shop, and Howdah changes only what is listed.`,
      instead: `Listed is ${named.database}. To change another one, first add it to \`databases\` of shop in the inventory.`,
    })
  })

  test('may be looked at', async () => {
    expect(await inProcess.say('index list database=postgres')).toMatchObject({ kind: 'answer' })
  })
})
