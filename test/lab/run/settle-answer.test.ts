/** The people whose answer counts, the question, and the way to answer. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { startAsking, why } from '#test/support/asking'
import { hear, listenFor, showAgain } from '#test/support/hostile'
import { twoBots } from '#test/support/kills'

const { howdah, asking, asks, answer, expectDone, expectSettledOnce } = await startAsking()

describe('an answer to such a question', () => {
  test.each([
    ['olga', 'Only approvers may say whether a step was done.'],
    ['gus', 'Guests may not use Howdah.'],
    ['noa', 'You have no role in Howdah.'],
  ] as const)(
    'is not taken from %s, in words or by button',
    async (who, words) => {
      const one = await asking('step 0 acted')
      await hear(howdah, who, `/pg run settle ${one.id} step=1 done=no reason=x`, words)
      const heard = listenFor(howdah, who)
      // Told at the click: no form opens.
      await howdah.click(who, one.plan, 'was-not-done')
      expect(await heard(words)).toContain('Instead:')
      await asks(one, 1)
      await answer('adam', one, 'was-done')
      await expectDone(one)
    },
    300_000,
  )

  test('counts for the question that was asked, not for the next one', async () => {
    const one = await asking('step 0 acted', [0, 1])
    const first = await asks(one, 1)
    const wrong = await hear(
      howdah,
      'adam',
      `/pg run settle ${one.id} step=2 done=yes reason=x`,
      'asks about step 1, not what you answered',
    )
    expect(wrong).toContain('Look at its newest message.')
    await twoBots(howdah)
    howdah.failAt('step 1 acted')
    await answer('adam', one, 'was-done')
    const second = await asks(one, 2)
    await showAgain(howdah, first)
    const heard = listenFor(howdah, 'adam')
    await answer('adam', one, 'was-not-done')
    await heard('asks about step 2, not what you answered')
    await showAgain(howdah, second)
    await answer('adam', one, 'was-done')
    await expectDone(one)
    await hear(howdah, 'adam', `/pg run settle ${one.id} step=2 done=no reason=x`, 'does not ask')
  }, 300_000)

  test('says how it is known: blanks are not taken, and a form asks for what is missing', async () => {
    const one = await asking('step 0 acted')
    expect(await answer('adam', one, 'was-done', '  ')).toMatchObject({ kind: 'errors' })
    const [open] = howdah.slack.state.views.filter(({ user }) => user === 'U_ADAM')
    await howdah.slack.closeView('adam', open?.id ?? '')
    await howdah.say('adam', `/pg run settle ${one.id} step=1 done=yes`)
    const view = await howdah.slack.waitFor(({ views }) =>
      views.find(({ user, id }) => user === 'U_ADAM' && id !== open?.id),
    )
    await howdah.slack.submitView('adam', view.id, {
      id: { value: one.id },
      step: { value: '1' },
      done: { value: 'yes' },
      reason: { value: why },
    })
    await expectDone(one)
  }, 300_000)

  test('counts for nothing when the record cannot be written', async () => {
    const one = await asking('step 0 acted')
    await howdah.control.run('howdah', 'revoke insert on howdah.audit from howdah')
    const give = () => howdah.control.run('howdah', 'grant insert on howdah.audit to howdah')
    onTestFinished(give)
    const typed = `/pg run settle ${one.id} step=1 done=yes reason="${why}"`
    await hear(howdah, 'adam', typed, 'Something in Howdah broke')
    await give()
    await asks(one, 1)
    await hear(howdah, 'adam', typed, 'was done, as you say')
    await expectDone(one)
    await expectSettledOnce(one)
  }, 300_000)
})
