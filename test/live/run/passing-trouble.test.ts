/** Passing trouble is waited for wherever met, and never taken for an outcome. */
import { afterAll, describe, expect, test } from 'vitest'
import { openCluster } from '#cluster/cluster'
import { configuration } from '#main/configuration'
import type { Failure } from '#src/errors'
import { insertFreeze, liftFreeze } from '#store/freezes'
import { openStore } from '#store/store'
import { handOf, sending } from '#test/support/acting'
import { shows } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { outcomeOf, planIdOf, timesRun } from '#test/support/kills'
import { testServer } from '#test/support/postgres'
import { carefulRoles } from '#test/support/profile'

const managed = await testServer({ log_statement: 'all' })
const full = await testServer()
await carefulRoles(full)
const howdah = await startHowdah({
  managed,
  tables: ['create table users (id int, email text)'],
  cluster: {
    nodes: [
      { name: 'shop-1', url: `postgres://127.0.0.1:${managed.port}` },
      { name: 'shop-2', url: `postgres://127.0.0.1:${full.port}` },
    ],
  },
})
await full.run('postgres', `create database ${howdah.database}`)
await full.run('postgres', 'alter role howdah connection limit 0')
const [config] = configuration(howdah.env).clusters
if (!config) throw new Error('no cluster')
const cluster = openCluster(config)
afterAll(() => cluster.close())

const limit = (connections: number) =>
  managed.run('postgres', `alter role howdah connection limit ${connections}`)

const frozen = (): Promise<unknown> =>
  howdah.store.transaction(tx =>
    insertFreeze(tx, { scope: 'shop', person: 'T/U_DANA', name: 'dana', reason: 'we look' }),
  )
const thaw = (): Promise<unknown> =>
  howdah.store.transaction(tx => liftFreeze(tx, 'shop', 'T/U_DANA'))

describe('a node without a free connection', () => {
  test('is one that does not answer, and keeps nobody from the others', async () => {
    const view = await cluster.view(howdah.database)
    expect(view.unreachable).toMatchObject([{ name: 'shop-2' }])
    expect(view.nodes.map(({ name }) => name)).toEqual(['shop-1'])
  })
})

describe('a run that has not begun', () => {
  test('waits for a free connection, says so, and then is done', async () => {
    const bot = await howdah.start()
    const plan = await howdah.plan('/pg index create users columns=id name=full_idx')
    await limit(0)
    await managed.run(
      'postgres',
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'howdah'`,
    )
    await howdah.click('adam', plan, 'approve')
    const parked = await shows(howdah, plan, 'too many connections for role "howdah"')
    expect(parked).toContain('Parked.')
    expect(parked).toContain('Close connections there, or raise that limit')
    await limit(-1)
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(timesRun(howdah, 'CREATE INDEX CONCURRENTLY full_idx')).toBe(1)
    bot.kill()
    await bot.ended
  })

  /** Approved, looked again, killed, and frozen when the next process comes. */
  const lookedAndFrozen = async (name: string) => {
    const bot = await howdah.start()
    const plan = await howdah.plan(`/pg index create users columns=email name=${name}`)
    howdah.failAt('looked again')
    await howdah.click('adam', plan, 'approve')
    await bot.ended
    await frozen()
    await howdah.start()
    await shows(howdah, plan, 'Parked.')
    return plan
  }

  const expectOutdated = async (plan: Awaited<ReturnType<typeof lookedAndFrozen>>, why: string) => {
    await thaw()
    expect(await shows(howdah, plan, 'Out of date.')).toContain(why)
    const intents = await howdah.store.query(
      `select from howdah.journal j join howdah.run r on r.id = j.run_id
       where r.plan_id = $1 and kind = 'intent'`,
      [planIdOf(plan)],
    )
    expect(intents).toEqual([])
    for (const bot of howdah.bots) {
      bot.kill()
      await bot.ended
    }
  }

  test('is looked at again by whoever takes it over: the world may have moved since', async () => {
    const plan = await lookedAndFrozen('moved_idx')
    await managed.run(howdah.database, 'set role app; create index theirs_idx on users (email)')
    await expectOutdated(plan, 'public.theirs_idx is the same index already.')
    await managed.run(howdah.database, 'drop index theirs_idx')
  })

  test('asks about its approvers again too', async () => {
    const plan = await lookedAndFrozen('left_idx')
    howdah.slack.setPerson({
      id: 'U_ADAM',
      name: 'adam',
      realName: 'Adam',
      title: 'gone',
      standing: 'deleted',
    })
    await expectOutdated(plan, 'adam, who approved it, may no longer approve.')
  })
})

describe('Stop between two tries for a short lock', () => {
  test('is Stop, not a lost connection', async () => {
    const locker = await managed.connect(howdah.database)
    await locker.query('begin')
    await locker.query('lock users in share update exclusive mode')
    const analyse = sending(howdah.database, 'analyze users', {
      role: 'app',
      again: true,
      locking: 'short',
    })
    const hand = await handOf(cluster, analyse)
    const lost = new AbortController().signal
    const codes: string[] = []
    // Each falls at random into a try or between two.
    for (let tries = 1; tries <= 12; tries += 1) {
      const stop = AbortSignal.timeout(100 + tries * 20)
      const failure = await hand
        .act(analyse, { stop, lost })
        .then(() => undefined)
        .catch((error: Failure) => error)
      codes.push(failure?.code ?? 'done')
    }
    expect(new Set(codes)).toEqual(new Set(['run.stopped']))
    await hand.close()
    await locker.end()
  })
})

describe('the control database', () => {
  const raise = (state: string): Promise<unknown> =>
    howdah.store.query(`do $$ begin raise exception 'no' using errcode = '${state}'; end $$`)

  test.each(['40P01', '25006', '57014', '53300', '25P03'])(
    'that says %s has not answered yet',
    async state => {
      await expect(raise(state)).rejects.toMatchObject({
        code: 'store.unavailable',
        unknown: true,
      })
    },
  )

  test('that says why not has answered', async () => {
    await expect(raise('23505')).rejects.toMatchObject({ code: '23505' })
  })

  test('whose name nobody knows does not answer', async () => {
    const lost = openStore('postgres://howdah@control.invalid/howdah')
    await expect(lost.query('select 1')).rejects.toMatchObject({ code: 'store.unavailable' })
    await lost.close()
  })

  test('is not to blame for what was thrown over it', async () => {
    const own = new Error('a timeout of our own')
    await expect(howdah.store.transaction(() => Promise.reject(own))).rejects.toBe(own)
  })
})
