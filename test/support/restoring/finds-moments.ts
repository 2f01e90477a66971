/** Claims about moments that a restore finds in the WAL, behind `loseOrders`, in a house with a table `later`. */
import { expect, test } from 'vitest'
import { carryOut } from '#test/support/carry-out'
import { askClone, cloneNamed } from '#test/support/clones'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'
import type { RestoringHouse } from '#test/support/restoring/house'

/** Name of the clone that words tell of. */
const cloneIn = (words: string): string => /shop-clone-\d+/.exec(words)?.[0] ?? ''

export const findsMoments = ({ howdah, managed, clones, archiveAll }: RestoringHouse): void => {
  const { database } = howdah

  test('finds the moment before a drop in the archived WAL, and restores to that', async () => {
    const plan = await howdah.plan('/pg restore point-in-time before-drop=Orders')
    const words = wordsOf(plan)
    expect(words).toMatch(/transaction \d+ dropped public\.orders, committed \d{4}-/)
    expect(words).toContain('public.orders was made anew since')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    const clone = await cloneNamed(clones, cloneIn(words))
    const rows = await askClone(clone, database, 'select count(*)::int as n from orders')
    expect(rows).toEqual([{ n: 1_000 }])
    expect(clone).toMatchObject({ locked: 0, before: null })
    // A bot hears of a new clone in a moment of its own.
    const inspect = `/pg clone inspect ${clone.clone} table=orders`
    let beside = ''
    await expect
      .poll(async () => (beside = await hear(howdah, 'olga', inspect, '')), { timeout: 110_000 })
      .toContain('public.orders: ')
    expect(beside).toContain(`in ${clone.clone}`)
    expect(beside).toContain('Only shop has id text and note text.')
  })

  test('finds a drop that is not archived yet in the files of the server', async () => {
    await managed.run(
      database,
      'create table late as select generate_series(1, 7) as id',
      'alter table late owner to app',
      'drop table late',
    )
    const plan = await howdah.plan('/pg restore point-in-time before-drop=public.late')
    expect(wordsOf(plan)).toMatch(/transaction \d+ dropped public\.late, .* found in the WAL from/)
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    const clone = await cloneNamed(clones, cloneIn(wordsOf(plan)))
    const rows = await askClone(clone, database, 'select count(*)::int as n from late')
    expect(rows).toEqual([{ n: 7 }])
    expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
      `${clone.clone} is shop before public.late was dropped (`,
    )
  })

  test('stands behind a transaction, and at a restore point', async () => {
    const [one] = await managed.query<{ xid: string }>(
      database,
      'insert into later values (5) returning pg_current_xact_id()::text as xid',
    )
    await managed.run(database, 'insert into later values (6)')
    await archiveAll()
    const behind = await carryOut(howdah, `/pg restore point-in-time xid=${one?.xid ?? ''}`)
    expect(behind).toContain('its last transaction is of')
    const after = await cloneNamed(clones, cloneIn(behind))
    const rows = await askClone(
      after,
      database,
      'select array_agg(id order by id) as ids from later',
    )
    expect(rows).toEqual([{ ids: [5] }])
    const said = await carryOut(howdah, '/pg restore point-in-time name=before_release')
    expect(said).toContain('is shop at restore point “before_release”')
    const named = await cloneNamed(clones, cloneIn(said))
    expect(await askClone(named, database, 'select id from orders limit 1')).toHaveLength(1)
  })

  test.each([
    ['before-drop=later', 'public.later is there, and no drop of it is in the WAL'],
    ['before-drop=nowhere.orders', 'there is no schema nowhere'],
    ['before-drop=never_was', 'public.never_was is not there, and no drop of it is in the WAL'],
    ['before-drop=latter', 'Was later meant?'],
    ['name=unheard_of', 'Such a restore point was not found in the archived WAL'],
    ['xid=4000000', 'No transaction has the number 4000000 yet.'],
  ])('refuses %s, which is in no WAL', async (typed, words) => {
    const told = await hear(howdah, 'olga', `/pg restore point-in-time ${typed}`, words)
    expect(told).toMatch(/Name the moment|Look at the n|Was later meant/)
  })
}
