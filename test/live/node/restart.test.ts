import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf, runInto, twoBots } from '#test/support/kills'
import { major } from '#test/support/majors'
import { startMoving } from '#test/support/moving'
import { grantSettings } from '#test/support/setting-grants'

const { howdah, servers, database, expectPrimary } = await startMoving(
  'create table orders as select generate_series(1, 9) as id',
)
const [primary, replica] = [servers['shop-1'], servers['shop-2']]
await grantSettings(primary, database, [])

const began = async (name: keyof typeof servers): Promise<string> => {
  const [row] = await servers[name].query<{ began: string }>(
    'postgres',
    'select pg_postmaster_start_time()::text as began',
  )
  return row?.began ?? ''
}

const setTo = async (
  setting: string,
  value: string,
  ...names: readonly (keyof typeof servers)[]
) => {
  for (const name of names)
    await servers[name].run(
      'postgres',
      `alter system set ${setting} = ${value}`,
      'select pg_reload_conf()',
    )
}

const inForce = async (setting: string) => {
  const query = `select setting, pending_restart as pending from pg_settings where name = '${setting}'`
  return [...(await primary.query('postgres', query)), ...(await replica.query('postgres', query))]
}

const waits = async (setting: string, ...names: readonly (keyof typeof servers)[]) => {
  for (const name of names)
    await expect
      .poll(
        () =>
          servers[name].query(
            'postgres',
            `select from pg_settings where name = '${setting}' and pending_restart`,
          ),
        { timeout: 110_000 },
      )
      .toHaveLength(1)
}

beforeEach(() => twoBots(howdah))

describe('node.restart', () => {
  describe('refusal', () => {
    test('of a stranger is said in words', async () => {
      const said = await hear(howdah, 'olga', '/pg node restart shop-3', 'shop has no node shop-3')
      expect(said).toContain('Did you mean `shop-')
    })

    test('keeps a primary from getting more than its replica has', async () => {
      await setTo('max_connections', '120', 'shop-1')
      await waits('max_connections', 'shop-1')
      const said = await hear(
        howdah,
        'olga',
        '/pg node restart shop-1',
        'shop-2 would have a lower max_connections than shop-1',
      )
      expect(said).toContain('a replica with less than its primary does not start')
    })
  })

  describe('success', () => {
    test('restarts the replica, then the primary, and puts in force what waited for that', async () => {
      await expectPrimary('shop-1')
      await setTo('max_connections', '120', 'shop-1', 'shop-2')
      await waits('max_connections', 'shop-1', 'shop-2')
      const before = [await began('shop-1'), await began('shop-2')]
      const plan = await howdah.plan('/pg node restart')
      const asked = wordsOf(plan)
      expect(asked).toContain('Restart shop-2 and shop-1 of shop, one after the other')
      expect(asked).toContain('shop-2 (replica), then shop-1 (primary)')
      expect(asked).toContain('100 → 120')
      await howdah.click('adam', plan, 'approve')
      const outcome = await outcomeOf(howdah, plan)
      const done = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(outcome, done).toBe('succeeded')
      expect(done).toMatch(
        /shop-1 was restarted: checkpoint [\d.]+ m?s, stop [\d.]+ m?s, it answered after [\d.]+ m?s, replication went on after [\d.]+ m?s\./,
      )
      await expectPrimary('shop-1')
      expect(await inForce('max_connections')).toEqual([
        { setting: '120', pending: false },
        { setting: '120', pending: false },
      ])
      expect([await began('shop-1'), await began('shop-2')]).not.toEqual(before)
      expect(await replica.query(database, 'select count(*)::int as n from orders')).toEqual([
        { n: 9 },
      ])
    })
  })

  describe('failure', () => {
    test('stops nothing where PostgreSQL would refuse the configuration', async () => {
      const file = join(replica.dataDir, 'postgresql.auto.conf')
      const [text, before] = [readFileSync(file, 'utf8'), await began('shop-2')]
      const plan = await howdah.plan('/pg node restart shop-2')
      appendFileSync(file, `max_connections = 'many'\n`)
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      writeFileSync(file, text)
      const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(said).toContain('shop-2 would not start:')
      expect(said).toContain('invalid value for parameter "max_connections"')
      expect(await began('shop-2')).toBe(before)
    })

    test('starts the server on the value of before where it does not start on the new one', async () => {
      await setTo('hba_file', `'/nothing_there'`, 'shop-2')
      await waits('hba_file', 'shop-2')
      const plan = await howdah.plan('/pg node restart shop-2')
      await howdah.click('adam', plan, 'approve')
      const outcome = await outcomeOf(howdah, plan)
      const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(outcome, said).toBe('failed')
      expect(said).toContain('shop-2 did not start on the new value of hba_file')
      await expectPrimary('shop-1')
      const file = readFileSync(join(replica.dataDir, 'postgresql.auto.conf'), 'utf8')
      expect(file).not.toContain('nothing_there')
    })
  })

  describe('kill', () => {
    const within = ['begun', 'started', 'answered'].map(one => `restart ${one}`)
    // The majors differ in the state after a kill, not in the moment of the kill.
    test.each(['step 0 acted', ...(major === 18 ? within : [])])(
      'ends with a primary that runs when Howdah is killed at "%s"',
      async point => {
        await expectPrimary('shop-1')
        const before = await began('shop-1')
        const plan = await howdah.plan('/pg node restart shop-1')
        expect(await runInto(howdah, point, plan), planIdOf(plan)).toBe('succeeded')
        await expectPrimary('shop-1')
        expect(await began('shop-1')).not.toBe(before)
      },
      300_000,
    )
  })
})
