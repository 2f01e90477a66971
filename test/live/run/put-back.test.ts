/** An undo that failed: the remaining steps are shown with the SQL, and tried again by a new plan. */
import { describe, expect, test } from 'vitest'
import { hear, listenFor, showAgain, shows } from '#test/support/hostile'
import { buttonIn, wordsOf } from '#test/support/howdah'
import {
  expectOneOutcome,
  invalidIndexes,
  outcomeOf,
  planIdOf,
  timesRun,
} from '#test/support/kills'
import { startLeftBehind } from '#test/support/left-behind'

const { howdah, drop, allow, offered, leftBehind, tryAgain } = await startLeftBehind()
const { managed, database } = howdah

describe('an undo that failed', () => {
  test('is shown with the very SQL, tried again as a plan, and then there is nothing left', async () => {
    const plan = await leftBehind()
    const said = wordsOf(plan)
    expect(said).toContain('NOT put back, because this failed: Drop twice_id_idx.')
    expect(said).toContain(`by hand, on shop-1 in database \`${database}\` as \`app\`:`)
    expect(said).toContain(`${drop};`)
    expect(await invalidIndexes(howdah)).toEqual(['twice_id_idx'])
    await hear(howdah, 'olga', `/pg plan show ${planIdOf(plan)}`, `as app: \`${drop}\``)
    await allow()
    const before = timesRun(howdah, drop)
    const again = await tryAgain(plan)
    expect(wordsOf(again)).toContain('Put back what is left of “Build unique index twice_id_idx')
    expect(wordsOf(again)).toContain(`Puts back what is left of ${planIdOf(plan)}`)
    expect(await invalidIndexes(howdah)).toEqual(['twice_id_idx'])
    await howdah.click('dana', again, 'approve')
    expect(await outcomeOf(howdah, again)).toBe('succeeded')
    await expectOneOutcome(howdah, again, 'succeeded')
    expect(await invalidIndexes(howdah)).toEqual([])
    expect(timesRun(howdah, drop) - before).toBe(1)
    const done = await shows(howdah, plan, `Undone by \`${planIdOf(again)}\``)
    expect(done).not.toContain('by hand, on shop-1')
    const last = await howdah.message(one => one.ts === plan.ts)
    expect(buttonIn(last, 'undo')).toBe(false)
  }, 300_000)

  test('is offered again when it fails again', async () => {
    const plan = await leftBehind()
    const again = await tryAgain(plan)
    await howdah.click('dana', again, 'approve')
    expect(await outcomeOf(howdah, again)).toBe('failed')
    expect(await shows(howdah, again, 'Failed.')).toContain(
      'A function of the database raised an error',
    )
    await allow()
    const third = await tryAgain(await offered(plan))
    await howdah.click('dana', third, 'approve')
    expect(await outcomeOf(howdah, third)).toBe('succeeded')
    expect(await invalidIndexes(howdah)).toEqual([])
  }, 300_000)

  test('is tried again once, however often it is clicked, and by nobody without a role', async () => {
    const plan = await leftBehind()
    const [gus, noa, adam] = [
      listenFor(howdah, 'gus'),
      listenFor(howdah, 'noa'),
      listenFor(howdah, 'adam'),
    ]
    await howdah.click('gus', plan, 'undo')
    await gus('Guests may not use Howdah.')
    await howdah.click('noa', plan, 'undo')
    await noa('You have no role in Howdah.')
    await howdah.click('adam', plan, 'undo')
    await adam('Only operators may ask for changes.')
    howdah.slack.setFault('twice', true)
    const again = await tryAgain(plan)
    howdah.slack.setFault('twice', false)
    const heard = listenFor(howdah, 'olga')
    // Her screen still has the button.
    await shows(howdah, plan, `\`${planIdOf(again)}\` is open to undo it.`)
    await showAgain(howdah, plan)
    await howdah.click('olga', plan, 'undo')
    await heard(`${planIdOf(again)} is already undoing this.`)
    const asked = `select from howdah.plan p join howdah.run r on r.id = p.body ->> 'undoes' where r.plan_id = $1`
    expect(await howdah.store.query(asked, [planIdOf(plan)])).toHaveLength(1)
    await howdah.click('olga', again, 'withdraw')
    await shows(howdah, again, 'Cancelled.')
  }, 300_000)

  test('is refused when somebody did it by hand meanwhile', async () => {
    const plan = await leftBehind()
    await allow()
    await managed.run(database, 'drop index twice_id_idx')
    const heard = listenFor(howdah, 'olga')
    await howdah.click('olga', plan, 'undo')
    expect(await heard('Nothing is left of')).toContain('somebody put it back since')
  }, 300_000)
})
