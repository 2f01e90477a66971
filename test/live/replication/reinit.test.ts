import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf, runInto, twoBots } from '#test/support/kills'
import { major } from '#test/support/majors'
import { startMoving } from '#test/support/moving'
import { readBySlot } from '#test/support/reading-slot'

const { howdah, servers, database, expectPrimary } = await startMoving(
  'create table orders as select generate_series(1, 9) as id',
)
const [primary, replica] = [servers['shop-1'], servers['shop-2']]

const rows = async () => replica.query(database, 'select count(*)::int as n from orders')

/** The copy that the files were made of. */
const label = () =>
  /^LABEL: (.*)$/m.exec(readFileSync(join(replica.dataDir, 'backup_label.old'), 'utf8'))?.[1]

const beside = () =>
  readdirSync(dirname(replica.dataDir)).filter(name => name.startsWith('data') && name !== 'data')

const readers = 'select application_name as name from pg_stat_replication'

const connectsBy = async (): Promise<string> => {
  const [row] = await replica.query<{ conninfo: string }>(
    'postgres',
    `select current_setting('primary_conninfo') as conninfo`,
  )
  return row?.conninfo ?? ''
}

const receiveFrom = (conninfo: string): Promise<void> =>
  replica.run(
    'postgres',
    `alter system set primary_conninfo = '${conninfo.replaceAll("'", "''")}'`,
    'select pg_reload_conf()',
  )

beforeEach(() => twoBots(howdah))

describe('replication.reinit', () => {
  describe('refusal', () => {
    test('of the primary and of a stranger is said in words', async () => {
      const refused = (node: string, words: string) =>
        hear(howdah, 'olga', `/pg replication reinit ${node}`, words)
      expect(await refused('shop-1', 'shop-1 is the primary')).toContain('Name a replica')
      expect(await refused('shop-3', 'shop has no node shop-3')).toContain('Did you mean `shop-')
    })
  })

  describe('success', () => {
    test('builds a replica anew that keeps its own configuration, and leaves no file behind', async () => {
      await expectPrimary('shop-1')
      writeFileSync(join(replica.dataDir, 'pg_ident.conf'), '# of shop-2 alone\n')
      await primary.run(database, 'insert into orders values (10)')
      const before = statSync(replica.dataDir).ino
      const plan = await howdah.plan('/pg replication reinit shop-2 pace=1024')
      const asked = wordsOf(plan)
      expect(asked).toContain('Build shop-2 of shop anew from a base backup of shop-1')
      expect(asked).toContain('shop-2 is the only replica')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      const done = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(done).toMatch(
        /shop-2 is built anew and streams: copy [\d.]+ m?s, stop [\d.]+ m?s, it streamed after [\d.]+ m?s\./,
      )
      await expectPrimary('shop-1')
      expect(await rows()).toEqual([{ n: 10 }])
      expect(label()).toBe('howdah rebuild-1')
      expect(statSync(replica.dataDir).ino).not.toBe(before)
      expect(beside()).toEqual([])
      expect(readFileSync(join(replica.dataDir, 'pg_ident.conf'), 'utf8')).toContain('shop-2 alone')
      // The password is in a file of the server's user, and in nothing that people or others read.
      expect(statSync(join(replica.dataDir, 'howdah.pgpass')).mode & 0o777).toBe(0o600)
      expect(asked + done + howdah.log()).not.toMatch(/mover:mover|password ?=/)
      const conninfo = await connectsBy()
      expect(conninfo).toContain("user='mover' passfile=")
      expect(conninfo).not.toContain('password=')
    })
  })

  describe('failure', () => {
    test('puts the old files back when somebody else has taken the slot of a broken replica', async () => {
      await expectPrimary('shop-1')
      const conninfo = await connectsBy()
      await receiveFrom('host=127.0.0.1 port=1')
      const straggler = readBySlot(primary, 'shop_2')
      onTestFinished(() => straggler.end())
      await expect
        .poll(() => primary.query('postgres', readers), { timeout: 110_000 })
        .toEqual([{ name: 'straggler' }])
      const [before, made] = [statSync(replica.dataDir).ino, label()]
      const plan = await howdah.plan('/pg replication reinit shop-2')
      expect(wordsOf(plan)).toContain('it receives no WAL')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      await straggler.end()
      const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(said).toContain('Somebody else reads from shop-1 by the slot of shop-2.')
      expect(said).toContain('Everything is as it was before.')
      expect([statSync(replica.dataDir).ino, label()]).toEqual([before, made])
      expect(beside()).toEqual([])
      await receiveFrom(conninfo)
      await expectPrimary('shop-1')
    })
  })

  describe('kill', () => {
    const within = ['copied', 'stopped', 'swapped', 'started', 'given up'].map(
      one => `rebuild ${one}`,
    )
    // The majors differ in the state after a kill, not in the moment of the kill.
    test.each(['step 0 acted', ...(major === 18 ? within : [])])(
      'ends with a replica that streams when Howdah is killed at "%s"',
      async point => {
        await expectPrimary('shop-1')
        const plan = await howdah.plan('/pg replication reinit shop-2')
        expect(await runInto(howdah, point, plan), planIdOf(plan)).toBe('succeeded')
        await expectPrimary('shop-1')
        expect(await rows()).toEqual([{ n: 10 }])
        expect(beside()).toEqual([])
      },
      300_000,
    )
  })
})
