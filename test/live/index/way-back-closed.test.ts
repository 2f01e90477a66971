/**
 * An owner without CREATE on the schema can drop an index there but not build the index again: told
 * beforehand.
 */
import { describe, expect, test } from 'vitest'
import { hear, listenFor } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, twoBots } from '#test/support/kills'

const howdah = await startHowdah()
const { managed, database } = howdah
await managed.run(
  database,
  'create schema "Closed shop"',
  'grant usage on schema "Closed shop" to app',
  'create table "Closed shop".orders (id int)',
  'create index orders_id_idx on "Closed shop".orders (id)',
  'alter table "Closed shop".orders owner to app',
)
await twoBots(howdah)

const grant = 'GRANT CREATE ON SCHEMA "Closed shop" TO app'

describe('a drop in a schema where its owner may not create', () => {
  test('says what its undo needs, and the undo is refused until then', async () => {
    const plan = await howdah.plan('/pg index drop orders_id_idx')
    expect(wordsOf(plan)).toContain(
      'It cannot be undone as long as app may not create anything in schema Closed shop.',
    )
    expect(wordsOf(plan)).toContain(grant)
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    const ended = await howdah.message(one => one.ts === plan.ts)
    const told = listenFor(howdah, 'olga')('app may not create anything in schema Closed shop.')
    await howdah.click('olga', ended, 'undo')
    expect(await told).toContain(`Let the owner of the schema run: \`${grant}\`.`)
    await managed.run(database, grant)
    const undo = await howdah.planned(() => howdah.click('olga', ended, 'undo'))
    await howdah.click('dana', undo, 'approve')
    expect(await outcomeOf(howdah, undo)).toBe('succeeded')
    await managed.run(database, grant.replace('GRANT', 'REVOKE').replace(' TO ', ' FROM '))
  })

  test('is no surprise to who asks the doctor', async () => {
    const words = await hear(howdah, 'olga', '/pg doctor', 'may not create anything in schema')
    expect(words).toContain('no drop of one undone')
    expect(words).toContain(`${grant};`)
  })
})
