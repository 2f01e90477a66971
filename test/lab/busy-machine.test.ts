/** An innocent change while other processes take the machine, and a harmful one beside the same processes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { heaviestStatements } from '#cluster/facts/query/statements'
import type { Judgement } from '#model/guard'
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

/** More than there are cores, so that everything else waits for its turn. */
const hogs = 8
/** Seconds between two readings, as guards look, and readings with each load. */
const [every, looks] = [2, 10] as const

/** Statements of a few milliseconds that no setting of the planner changes much, and searches by an index. */
const statements = [
  'select count(*) from (select id from users limit 20000) s where md5(id::text) > $1',
  'select count(id) from users where email between $1 and $1 || chr(98)',
]

const over = new AbortController()
const going = (async () => {
  const client = await managed.connect(database)
  for (let call = 0; !over.signal.aborted; call += 1) {
    for (const text of statements) await client.query(text, ['a'])
    await sleep(5)
  }
  await client.end()
})()

const running: ChildProcess[] = []
const rest = () => {
  for (const hog of running.splice(0)) hog.kill('SIGKILL')
}
afterAll(async () => {
  rest()
  over.abort()
  await going
})

const guarded = async () => {
  await sleep(3_000)
  const { statements: heaviest } = await heaviestStatements(await cluster.view(database), 2)
  const queryids = heaviest.map(({ queryid }) => queryid)
  const suggested = guardFor(['geqo'], { queryids, replicas: false })
  if (!suggested) throw new Error('no guard')
  const watches = suggested.guard.watches.filter(({ metric }) => metric === 'statement time')
  const guard = { ...suggested.guard, watches }
  const read = () => watcher.read('shop', database, watches, new Date())
  const before = [await read()]
  for (let look = 0; look < 4; look += 1) {
    await sleep(every * 1_000)
    before.push(await read())
  }
  const since = [await read()]
  return {
    /** Judges after each of some further readings. */
    look: async (times: number): Promise<readonly Judgement[]> => {
      const verdicts: Judgement[] = []
      for (let time = 0; time < times; time += 1) {
        await sleep(every * 1_000)
        since.push(await read())
        verdicts.push(watcher.judge(guard, before, since, new Date()))
      }
      return verdicts
    },
  }
}

const busy = () => {
  for (let hog = 0; hog < hogs; hog += 1)
    running.push(spawn(process.execPath, ['-e', 'for (;;) {}'], { stdio: 'ignore' }))
}

describe('a guard beside processes that take the machine', () => {
  test('takes back no change that is innocent', async () => {
    const { look } = await guarded()
    busy()
    const verdicts = await look(looks)
    rest()
    expect(verdicts.filter(({ kind }) => kind === 'breach')).toEqual([])
  })

  test('takes back a change that hurts all the same', async () => {
    const { look } = await guarded()
    busy()
    const settings = ['enable_indexscan', 'enable_indexonlyscan', 'enable_bitmapscan']
    for (const name of settings) await managed.run('postgres', `alter system set ${name} = off`)
    await managed.run('postgres', 'select pg_reload_conf()')
    const verdicts = await look(looks)
    rest()
    await managed.run('postgres', 'alter system reset all', 'select pg_reload_conf()')
    expect(verdicts.some(({ kind }) => kind === 'breach')).toBe(true)
  })
})
