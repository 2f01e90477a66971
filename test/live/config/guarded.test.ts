/** A setting that hurts the application is taken back before anybody looks, also where the bot that set it is killed. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buttonIn, startHowdah, wordsOf } from '#test/support/howdah'
import { planIdOf, twoBots } from '#test/support/kills'
import { grantSettings, inForce } from '#test/support/setting-grants'

const howdah = await startHowdah({
  tables: [
    'create table users (id int primary key, email text)',
    'insert into users select x, md5(x::text) from generate_series(1, 200000) x',
    'create index on users (email)',
    'analyze users',
  ],
})
const { managed, database } = howdah
const settings = ['enable_indexscan', 'enable_bitmapscan']
const harmless = 'cpu_tuple_cost'
const values = () => Promise.all(settings.map(name => inForce([managed], database, name)))

const over = new AbortController()
/** The traffic goes on once this is resolved. */
let resumed = Promise.resolve()
const searching = (async () => {
  const client = await managed.connect(database)
  for (let call = 0; !over.signal.aborted; call += 1) {
    await resumed
    await client.query('select id from users where email = $1', [String(call)])
  }
  await client.end()
})()
afterAll(async () => {
  over.abort()
  await searching
})
beforeAll(async () => {
  await grantSettings(managed, database, [...settings, harmless])
  await twoBots(howdah)
})

describe('a guarded setting', () => {
  test('is set as approved, though other statements are the heaviest by then', async () => {
    const plan = await howdah.plan(`/pg config set ${harmless}=0.02`)
    expect(wordsOf(plan)).toMatch(/undone automatically if .*the mean time of the/)
    await managed.run(database, 'select pg_stat_statements_reset()')
    await managed.run(database, `set role app; select count(*) from users where email > 'f'`)
    await howdah.click('adam', plan, 'approve')
    const watched = await howdah.message(
      one => one.ts === plan.ts && /Guarded until|Out of date/.test(wordsOf(one)),
      'a guarded change',
    )
    expect(wordsOf(watched)).toContain('Guarded until')
    await howdah.click('adam', watched, 'keep')
    await howdah.message(
      one => one.ts === plan.ts && !wordsOf(one).includes('Guarded until'),
      'the change kept',
    )
  }, 300_000)
})

describe('a setting that hurts', () => {
  test('is set, watched, and undone within a minute, though the bot that set it is killed', async () => {
    const plan = await howdah.plan('/pg config set enable_indexscan=off enable_bitmapscan=off')
    expect(wordsOf(plan)).toMatch(/for 15 min: undone automatically if .*the mean time of the/)
    howdah.failAt('after end')
    await howdah.click('adam', plan, 'approve')
    await expect.poll(() => howdah.failed(), { timeout: 110_000 }).toBe(true)
    // Without traffic the guard finds nothing before the message says that it watches, unless it was faster.
    const pause = Promise.withResolvers<void>()
    onTestFinished(() => pause.resolve())
    resumed = pause.promise
    const watched = await howdah.message(
      one => one.ts === plan.ts && /Guarded until|undoes it|Reverted\./.test(wordsOf(one)),
      'a guarded change',
    )
    const offered = wordsOf(watched).includes('Guarded until') ? ['keep', 'take-back'] : []
    expect(offered.filter(action => buttonIn(watched, action))).toEqual(offered)
    const began = performance.now()
    pause.resolve()
    const undone = await howdah.message(
      one => one.ts === plan.ts && wordsOf(one).includes('Reverted.'),
      'the change undone',
    )
    expect((performance.now() - began) / 1_000).toBeLessThan(60)
    expect(wordsOf(undone)).toMatch(/Mean time of .+ went from .+ ms in the .+ before to .+ ms/)
    expect(await values()).toEqual([['on'], ['on']])
    const told = howdah.thread(plan).map(wordsOf).join('\n')
    expect(told).toContain('as approved with the change')
    const [undo] = await howdah.store.query<{ id: string; requester: string }>(
      `select plan.id, requester from howdah.plan join howdah.run on run.id = body ->> 'undoes' where run.plan_id = $1`,
      [planIdOf(plan)],
    )
    expect(undo?.requester).toBe('howdah/guard')
  }, 300_000)
})
