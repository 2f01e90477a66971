/** The guard of a setting that hurts, and of one that does not, over traffic of a real server. */
import { describe, expect, test } from 'vitest'
import { heaviestStatements } from '#cluster/facts/query/statements'
import { openWatcher } from '#monitor/watcher'
import { guardFor } from '#playbooks/config/guards'
import { startHowdah } from '#test/support/howdah'
import { openShop } from '#test/support/shop'

const howdah = await startHowdah({
  tables: [
    'create table users (id int primary key, email text)',
    'insert into users select x, md5(x::text) from generate_series(1, 200000) x',
    'create index on users (email)',
    'analyze users',
  ],
})
const { managed, database } = howdah
const { cluster } = openShop(howdah)
const watcher = openWatcher(new Map([['shop', cluster]]))

const searches = async (count: number) => {
  const client = await managed.connect(database)
  for (let call = 0; call < count; call += 1)
    await client.query('select id from users where email = $1', [String(call)])
  await client.end()
}

const statementGuard = async (setting: string) => {
  await managed.run(database, 'select pg_stat_statements_reset()')
  await searches(200)
  const { statements } = await heaviestStatements(await cluster.view(database), 1)
  const queryids = statements.map(({ queryid }) => queryid)
  const suggested = guardFor([setting], { queryids, replicas: false })
  if (!suggested) throw new Error('no guard')
  const watches = suggested.guard.watches.filter(({ metric }) => metric === 'statement time')
  return { ...suggested.guard, watches }
}

/** The judgement of a third look after the change, each with calls enough. */
const judgedWith = async (setting: string, value: string) => {
  const guard = await statementGuard(setting)
  const read = () => watcher.read('shop', database, guard.watches, new Date())
  const before = [await read()]
  await searches(200)
  before.push(await read())
  await managed.run('postgres', `alter system set ${setting} = ${value}`, 'select pg_reload_conf()')
  await expect
    .poll(() => managed.query(database, `show ${setting}`))
    .toEqual([{ [setting]: value }])
  const since = [await read()]
  for (let look = 0; look < 2; look += 1) {
    await searches(60)
    since.push(await read())
  }
  return watcher.judge(guard, before, since, new Date())
}

describe('the guard of a setting', () => {
  test('finds a setting that makes statements slow, by the second look', async () => {
    await managed.run('postgres', 'alter system set enable_bitmapscan = off')
    const judged = await judgedWith('enable_indexscan', 'off')
    await managed.run('postgres', 'alter system reset all', 'select pg_reload_conf()')
    expect(judged).toMatchObject({
      kind: 'breach',
      node: 'shop-1',
      sentence: expect.stringMatching(
        /^Mean time of the heaviest statement went from .+ ms in the .+ before to .+ ms \([\d,.]+×, limit .+\) over 120 calls since \d\d:\d\d UTC\.$/,
      ) as string,
    })
  })

  // A busy machine may make a single figure, which is not well either.
  test('finds no harm in a setting that changes nothing', async () =>
    expect((await judgedWith('geqo', 'off')).kind).not.toBe('breach'))
})
