import { spawn } from 'node:child_process'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { startServerOf, stopServerOf } from '#cluster/drivers/switchover/server'
import { processesIn } from '#cluster/facts/replication/processes-in'
import { keptPrimary } from '#store/primaries/seen-primaries'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { expectOneOutcome, oneEnds, outcomeOf, planIdOf, twoBots } from '#test/support/kills'
import { major } from '#test/support/majors'
import { startMoving } from '#test/support/moving'

const { howdah, servers, database, primaryName, other, expectPrimary, kill } = await startMoving(
  'create table orders (id int primary key)',
)
type Name = keyof typeof servers

/** The leader has kept the position and the data directory of the primary, as a dead server tells nothing. */
const expectKept = async (name: Name): Promise<void> => {
  await expectPrimary(name)
  await expect
    .poll(async () => (await keptPrimary(howdah.store, 'shop'))?.data, { timeout: 110_000 })
    .toBe(servers[name].dataDir)
}

/** Gives the signature from before. */
const signedAs = async (signature: string): Promise<string> => {
  const [row] = await howdah.store.query<{ signature: string }>(
    'select signature from howdah.seen_primary',
  )
  await howdah.store.query('update howdah.seen_primary set signature = $1', [signature])
  return row?.signature ?? ''
}

/** Where nothing was lost, the old primary follows by the files that fenced it. */
const rejoin = async (name: Name): Promise<void> => {
  await startServerOf(servers[name].dataDir, null)
  await expectPrimary(other(name))
}

// What stops a server of a test went with the kill of the server.
afterAll(() =>
  Promise.all(
    Object.values(servers).map(({ dataDir }) => stopServerOf(dataDir, 'SIGQUIT', 60_000)),
  ),
)

const rows = async (name: Name): Promise<number> =>
  (await servers[name].query<{ n: number }>(database, 'select count(*)::int as n from orders'))[0]
    ?.n ?? 0

const failover = '/pg replication failover over=shop'

describe('replication.failover', () => {
  beforeEach(() => twoBots(howdah))

  describe('refusal', () => {
    test('refuses while the primary answers, and another name of the cluster', async () => {
      const said = await hear(
        howdah,
        'olga',
        failover,
        'shop-1 answers, and is the primary of shop',
      )
      expect(said).toContain('Use `replication switchover')
      expect(
        await hear(howdah, 'olga', '/pg replication failover over=shops', '`over=` names shops'),
      ).toContain('type its name: `over=shop`')
    })
  })

  describe('success', () => {
    test('promotes the replica of a killed primary, also by bots that began afterwards, fences the old one, and tells the times', async () => {
      await expectKept('shop-1')
      await servers['shop-1'].run(database, 'insert into orders values (1)')
      const before = [...howdah.bots]
      for (const bot of before) bot.kill('SIGKILL')
      await Promise.all([kill('shop-1'), ...before.map(({ ended }) => ended)])
      await twoBots(howdah)
      // A row without the signature of Howdah names no files to fence.
      const altered = await signedAs('by hand')
      expect(await hear(howdah, 'olga', failover, 'its files are not known')).toContain(
        '`off=shop-1`',
      )
      await signedAs(altered)
      const refused = await hear(howdah, 'olga', `${failover} off=shop-2`, 'names shop-2')
      expect(refused).toContain('the primary that is gone is shop-1')
      const plan = await howdah.plan(failover)
      const asked = wordsOf(plan)
      expect(asked).toContain('Fail shop over to shop-2: shop-1 is gone')
      expect(asked).toContain('nothing that was committed')
      expect(asked).toMatch(/shop-1 as the primary with WAL up to [0-9A-F/]+, .+ before this plan/)
      expect(asked).toContain('no process works on its files')
      expect(asked).toContain('To start shop-1 again would lose nothing')
      expect(asked).not.toContain('password')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      const done = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(done).toMatch(
        /shop-2 is the primary\. Times: the first commit after [\d.]+ m?s: fence [\d.]+ m?s, replay [\d.]+ m?s, promotion [\d.]+ m?s\./,
      )
      expect(done).toContain('shop-1 has to be built anew')
      expect(done).toContain('Rebuild shop-1')
      expect(await rows('shop-2')).toBe(1)
      expect(howdah.log()).not.toMatch(/password ?=/)
      await rejoin('shop-1')
    }, 300_000)
  })

  describe('failure', () => {
    test('promotes nobody while a process of the old primary is left, and takes the fence away', async () => {
      const from = await primaryName()
      await expectKept(from)
      await kill(from)
      const left = spawn('sleep', ['300'], { argv0: 'postgres', cwd: servers[from].dataDir })
      try {
        const plan = await howdah.plan(failover)
        expect(wordsOf(plan)).toContain('1 process still works on its files')
        await howdah.click('adam', plan, 'approve')
        expect(await outcomeOf(howdah, plan)).toBe('failed')
        const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
        expect(said).toContain(`Processes of ${from} still run`)
        expect(said).toContain(`${left.pid}`)
      } finally {
        left.kill('SIGKILL')
      }
      // As before: whoever starts the old primary has the primary again.
      await startServerOf(servers[from].dataDir, null)
      await expectPrimary(from)
    }, 300_000)
  })

  describe('kill', () => {
    // The majors differ in the state after a kill, not in the moment of the kill.
    test.each(['failover fenced', ...(major === 18 ? ['step 0 acted', 'failover promoted'] : [])])(
      'ends with one primary when Howdah is killed at "%s"',
      async point => {
        const from = await primaryName()
        await expectKept(from)
        await kill(from)
        const plan = await howdah.plan(failover)
        howdah.failAt(point)
        const replaced = oneEnds(howdah).then(() => twoBots(howdah))
        await howdah.click('adam', plan, 'approve')
        expect(await outcomeOf(howdah, plan), planIdOf(plan)).toBe('succeeded')
        expect(howdah.failed()).toBe(true)
        await replaced
        await expectOneOutcome(howdah, plan, 'succeeded')
        await rejoin(from)
      },
      300_000,
    )
  })

  describe('success', () => {
    test('loses no more acknowledged commits than the plan has told, and the old primary can be built anew', async () => {
      const from = await primaryName()
      const to = other(from)
      await expectKept(from)
      const before = await rows(from)
      const [sender] = await servers[from].query<{ pid: number }>(
        'postgres',
        'select pid from pg_stat_replication',
      )
      const pid = sender?.pid ?? 0
      // What is committed from now on stays on the primary.
      process.kill(pid, 'SIGSTOP')
      const acknowledged = 20
      for (let id = 1; id <= acknowledged; id += 1)
        await servers[from].run(database, `insert into orders values (${1_000 + id})`)
      const killed = kill(from)
      await expect
        .poll(() => processesIn(servers[from].dataDir), { timeout: 110_000 })
        .toEqual([pid])
      process.kill(pid, 'SIGKILL')
      await killed
      const plan = await howdah.plan(failover)
      const told = /at most (\d+) committed transactions/.exec(wordsOf(plan))?.[1]
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      const lost = before + acknowledged - (await rows(to))
      expect(lost).toBeGreaterThan(0)
      expect(lost).toBeLessThanOrEqual(Number(told))
      expect(Number(told)).toBeLessThanOrEqual(lost + 1)

      // The old primary, with commits of its own, is built anew by the offered command.
      const rebuild = await howdah.plan(`/pg replication reinit ${from}`)
      const words = wordsOf(rebuild)
      expect(words).toContain(
        `hold ${told} committed transactions that ${to} lacks, and that are gone with them`,
      )
      await howdah.click('adam', rebuild, 'approve')
      expect(await outcomeOf(howdah, rebuild)).toBe('succeeded')
      await expectPrimary(to)
      expect(await rows(from)).toBe(await rows(to))
    }, 300_000)
  })
})
