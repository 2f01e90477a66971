/** A session that holds a lock of the control database stops everything, and is named. */
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { advisoryLocks } from '#store/advisory-locks'
import { hear, shows } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { outcomeOf, planIdOf } from '#test/support/kills'

const howdah = await startHowdah({ tables: ['create table users (id int)'] })
beforeAll(() => howdah.start())

let made = 0
const planned = () => {
  made += 1
  return howdah.plan(`/pg index create users columns=id where=id>${made} name=made_${made}`)
}

/** Takes `lock`, an SQL expression; gives the words that name the holder, and the way to let go. */
const held = async (lock: string, login: 'howdah' | 'howdah_owner') => {
  const password = login === 'howdah' ? 'control' : 'owner'
  const holder = await howdah.control.connect('howdah', login, password)
  onTestFinished(() => holder.end().catch(() => {}))
  await holder.query(`set application_name = 'psql'; begin`)
  await holder.query(`select pg_advisory_xact_lock(${lock})`)
  const { rows } = await holder.query<{ pid: number }>('select pg_backend_pid() as pid')
  const pid = rows[0]?.pid ?? 0
  return {
    named: `pid ${pid} (login ${login}, application psql) holds a lock`,
    way: `select pg_terminate_backend(${pid})`,
    free: () => holder.query('rollback'),
  }
}

const chain = String(advisoryLocks.chain)
const claims = `${advisoryLocks.claims}, hashtext('shop')`

describe('a lock of the control database', () => {
  test.each(['howdah', 'howdah_owner'] as const)(
    'held by %s keeps an approval from being recorded, which names the holder',
    async login => {
      const plan = await planned()
      const { named, way, free } = await held(chain, login)
      const told = await hear(howdah, 'adam', `/pg plan approve ${planIdOf(plan)}`, named)
      expect(told).toContain('Nothing was done')
      expect(told).toContain(way)
      await free()
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    },
  )

  test('keeps a freeze from being set, which names the holder', async () => {
    const { named, free } = await held(String(advisoryLocks.freezes), 'howdah')
    const told = await hear(howdah, 'adam', '/pg freeze shop reason=sale', named)
    expect(told).toContain('Nothing was done')
    await free()
    await hear(howdah, 'adam', '/pg freeze shop reason=sale', 'frozen')
    await hear(howdah, 'adam', '/pg thaw shop', 'is thawed')
  })

  test('keeps a run from beginning, which begins when the lock is free', async () => {
    const plan = await planned()
    const { free } = await held(claims, 'howdah')
    await howdah.click('adam', plan, 'approve')
    await shows(howdah, plan, 'holds a lock of the control database')
    await free()
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  })
})
