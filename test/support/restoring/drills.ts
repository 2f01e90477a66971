/** Claims about restore drills, in a house with the queries of `drillQueries` in the inventory. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { carryOut } from '#test/support/carry-out'
import { cloneFolders } from '#test/support/clones'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf } from '#test/support/kills'
import type { RestoringHouse } from '#test/support/restoring/house'

/** `documents` is the folder with the evidence; there was no drill yet. */
export const drills = (
  { howdah, managed, clones }: RestoringHouse,
  documents: string,
  backup: RegExp,
): void => {
  const { database } = howdah

  test('restores to the newest moment, checks, keeps the evidence, and leaves nothing else', async () => {
    await managed.run(database, 'insert into sales select generate_series(3001, 3500)')
    const before = await cloneFolders(clones)
    const plan = await howdah.plan('/pg restore drill')
    await howdah.click('adam', plan, 'approve')
    // A row by hand with the name of the run.
    await expect
      .poll(
        () =>
          howdah.store.query(
            `insert into howdah.drill (run, cluster, body, signature)
             select id, 'shop', '{}', 'by hand' from howdah.run where plan_id = $1 returning run`,
            [planIdOf(plan)],
          ),
        { timeout: 110_000 },
      )
      .toHaveLength(1)
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
    expect(said).toMatch(
      new RegExp(`${backup.source} was restored to [0-9A-F]+/[0-9A-F]+ in [\\d.]+ s`),
    )
    expect(said).toMatch(/“sales” is \S+ 3000, as expected\./)
    expect(said).not.toContain('Undo')
    expect(said).toMatch(/amcheck found \d+ B-tree indexes of \S+ sound/)
    expect(said).toMatch(/tables of \S+ compared with the live server, 2 by counting/)
    expect(await cloneFolders(clones)).toEqual(before)
    expect(readdirSync(documents)).toEqual(['drill-1.json'])
    const text = readFileSync(join(documents, 'drill-1.json'))
    const sum = createHash('sha256').update(text).digest('hex')
    expect(said).toContain(`SHA-256 ${sum.slice(0, 16)}`)
    // The history file of the backup was archived last.
    const exposed = { seconds: expect.any(Number), bytes: expect.any(Number) }
    expect(JSON.parse(text.toString())).toMatchObject({ exposed })
    const status = await hear(howdah, 'olga', '/pg backup status', '1 in a row succeeded')
    expect(status).toMatch(/A restore to the present would take about \d+ min .* by 1 drill/)
  })

  test('names a query that is not answered as expected, and ends the clone all the same', async () => {
    const before = await cloneFolders(clones)
    await managed.run(database, 'insert into gone values (1)')
    onTestFinished(() => managed.run(database, 'delete from gone'))
    const said = await carryOut(howdah, '/pg restore drill', 'failed')
    expect(said).toMatch(
      new RegExp(`${backup.source} was restored, and is not good: 1 check of drill-2 failed\\.`),
    )
    expect(said).toContain('“gone” is not = 0.')
    expect(await cloneFolders(clones)).toEqual(before)
  })
}
