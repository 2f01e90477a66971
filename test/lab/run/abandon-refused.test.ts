/** The people who may not give up a run, and the runs that cannot be given up. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { cli, cliAs } from '#test/support/cli'
import { startGone, why } from '#test/support/gone'
import { hear, shows } from '#test/support/hostile'
import { outcomeOf, twoBots } from '#test/support/kills'

const gone = await startGone()
const { howdah, nodeIsBack, planned, heldUp, cutOff, abandon } = gone
const { recordOf, claims, expectOpen, expectGivenUp } = gone

describe('run abandon is refused', () => {
  test('to whoever asked, to guests and to those without the role', async () => {
    const one = await cutOff('dana')
    expect(await abandon('dana', one, 'You asked for this yourself')).toContain('Instead:')
    await abandon('olga', one, 'Only approvers may give up a run.')
    await abandon('gus', one, 'Guests may not use Howdah.')
    await abandon('noa', one, 'You have no role in Howdah.')
    const words = ['run', 'abandon', one.id, `reason=${why}`]
    const own = await cliAs('dana', howdah.env, ...words)
    expect(own.err).toContain('You asked for this yourself')
    expect(own.exit).toBe(2)
    const sudo = await cli({ ...howdah.env, SUDO_USER: 'mallory' }, ...words)
    expect(sudo.exit).toBe(2)
    await expectOpen(one)
    expect((await recordOf(one)).map(({ kind }) => kind)).toContain('plan.denied')
    // The person who pressed Stop is told, found from the message alone.
    await howdah.click('dana', await howdah.message(m => m.ts === one.plan.ts), 'stop')
    await shows(howdah, one.plan, `who did not ask for it says \`/pg run abandon ${one.id} reason=`)
    await abandon('adam', one, 'is given up')
    await expectGivenUp(one)
  }, 300_000)

  test('while its node answers', async () => {
    const { one, reader } = await heldUp()
    expect(await abandon('adam', one, 'is under way')).toContain('Stop it: `/pg run cancel')
    await expectOpen(one)
    await reader.end()
    expect(await outcomeOf(howdah, one.plan)).toBe('succeeded')
    expect(await abandon('adam', one, `${one.id} is over: succeeded.`)).toContain('Instead:')
  }, 300_000)

  test('for a plan that has not begun, and for none at all', async () => {
    nodeIsBack()
    await twoBots(howdah)
    const one = await planned()
    expect(await abandon('adam', one, 'has not begun')).toContain(`run cancel ${one.id}`)
    await howdah.click('olga', one.plan, 'withdraw')
    await hear(howdah, 'adam', '/pg run abandon p-0000000 reason=x', 'There is no plan or run')
  })

  test('without a reason: a form asks for it, and takes no blanks', async () => {
    const one = await cutOff()
    await howdah.say('adam', `/pg run abandon ${one.id}`)
    const view = await howdah.slack.waitFor(({ views }) =>
      views.find(({ user }) => user === 'U_ADAM'),
    )
    const blank = { id: { value: one.id }, reason: { value: '  ' } }
    expect(await howdah.slack.submitView('adam', view.id, blank)).toMatchObject({
      kind: 'errors',
    })
    await expectOpen(one)
    const filled = { id: { value: one.id }, reason: { value: why } }
    await howdah.slack.submitView('adam', view.id, filled)
    await expectGivenUp(one)
  }, 300_000)

  test('when the record cannot be written', async () => {
    const one = await cutOff()
    await howdah.control.run('howdah', 'revoke insert on howdah.audit from howdah')
    const give = () => howdah.control.run('howdah', 'grant insert on howdah.audit to howdah')
    onTestFinished(give)
    await abandon('adam', one, 'Something in Howdah broke')
    await give()
    await expectOpen(one)
    // The plan's table, and a share of the cluster.
    expect(await claims()).toHaveLength(2)
    await abandon('adam', one, 'is given up')
    await expectGivenUp(one)
  }, 300_000)
})
