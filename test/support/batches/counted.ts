/** Tables whose rows batches count, and the plans that do so. */
import { expect } from 'vitest'
import { propose } from '#engine/plan/propose'
import type { Change } from '#model/change'
import { isRefusal } from '#model/refusal'
import { countRows } from '#test/support/batches/counting'
import { type HowdahOptions, startHowdah } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'
import { switchCluster } from '#test/support/topology'

export const startCounting = async (options: HowdahOptions = {}, now?: () => Promise<Date>) => {
  const howdah = await startHowdah({
    tables: ['create table switched (name text)', 'grant select on switched to howdah'],
    engine: { tokenSeconds: 10, sweepSeconds: 0.3 },
    ...options,
  })
  const house = openInProcess(howdah, {
    playbooks: [countRows, switchCluster],
    ...(now ? { now } : {}),
  })

  const propoundOn = async (
    playbook: string,
    input: Readonly<Record<string, unknown>>,
    undoes: string | null = null,
  ): Promise<string> => {
    const plan = await propose(house.parts, {
      wanted: { cluster: 'shop', database: howdah.database, playbook, input, undoes },
      person: person('olga'),
      via: 'slack',
      reason: null,
      ticket: null,
      change: null,
    })
    if (isRefusal(plan)) throw new Error(`${plan.because} ${plan.instead}`)
    // Plans expire by the clock of the control database, not by a test's clock.
    await howdah.control.query(
      'howdah',
      `update howdah.plan set expires_at = clock_timestamp() + interval '1 h' where id = $1`,
      [plan.id],
    )
    return plan.id
  }

  const read = async (plan: string): Promise<Change> => {
    const change = await house.engine.findChange(plan)
    if (!change) throw new Error(`${plan} is gone`)
    return change
  }

  return {
    howdah,
    house,
    read,
    propose: propoundOn,
    /** Makes a table whose key is `key` of the numbers from 1 to `rows`, where `i` is the number. */
    table: async (name: string, columns: string, key: string, rows: number): Promise<void> =>
      howdah.managed.run(
        howdah.database,
        `set role app; create table ${name} (${columns}, n int not null default 0)`,
        `set role app; insert into ${name} select ${key}, 0 from generate_series(1, ${rows}) i`,
      ),
    /** Counts the rows of a table by how often they were done. */
    counts: (name: string) =>
      howdah.managed.query<{ n: number; rows: number }>(
        howdah.database,
        `select n, count(*)::int as rows from ${name} group by n order by n`,
      ),
    /** An approved plan that nobody drives yet. */
    count: async (table: string, input: Readonly<Record<string, unknown>> = {}) => {
      const id = await propoundOn('table.count', { table, ...input })
      return { id, run: await house.approve(id) }
    },
    when: async (plan: string, fits: (change: Change) => boolean): Promise<Change> => {
      await expect.poll(async () => fits(await read(plan)), { timeout: 110_000 }).toBe(true)
      return read(plan)
    },
  }
}
