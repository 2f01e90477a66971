/** A step with an unknown outcome: a person looks and answers, and the run goes on. */
import { describe, expect, test } from 'vitest'
import { startAsking, why } from '#test/support/asking'
import { cli, cliAs } from '#test/support/cli'
import { hear, listenFor, shows } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { expectOneOutcome, outcomeOf, timesRun, twoBots } from '#test/support/kills'

const { howdah, asking, asks, answer, recordOf, exists, expectDone, expectSettledOnce } =
  await startAsking()

describe('a step of which nobody can tell', () => {
  test('that was done is gone on from, by the word of a person who is named loudly', async () => {
    const one = await asking('step 0 acted')
    await answer('adam', one, 'was-done')
    await expectDone(one)
    const record = await recordOf(one)
    const settled = record.findIndex(({ kind }) => kind === 'step.settled')
    expect(record[settled]).toMatchObject({
      actor: 'T_LOCAL/U_ADAM',
      detail: { done: true, reason: why, via: 'button' },
    })
    expect(record.slice(settled).map(({ kind }) => kind)).toEqual([
      'step.settled',
      'step.will',
      'step.done',
      'run.succeeded',
    ])
    const line = await howdah.slack.waitFor(() =>
      howdah.thread(one.plan).find(entry => wordsOf(entry).includes('*it was done*')),
    )
    expect(line).toMatchObject({ broadcast: true })
    expect(wordsOf(line)).toContain(`*it was done*, says <@U_ADAM>: ${why}`)
    await hear(howdah, 'olga', `/pg plan show ${one.id}`, `Step 1 was done, says adam: ${why}.`)
  }, 300_000)

  test('that was not done ends the run as failed, and is never repeated', async () => {
    const one = await asking('step 0 intent')
    await answer('adam', one, 'was-not-done')
    expect(await outcomeOf(howdah, one.plan)).toBe('failed')
    await expectOneOutcome(howdah, one.plan, 'failed')
    const said = await shows(howdah, one.plan, 'Failed.')
    expect(said).toContain(`It was not done, says adam: ${why}. Everything is as it was before.`)
    expect(timesRun(howdah, one.statement)).toBe(0)
    expect(await exists(one)).toBe(false)
  }, 300_000)

  test('is answered in words too, by whoever asked for the plan as well', async () => {
    const one = await asking('step 0 acted', [0], 'dana')
    const typed = `/pg run settle ${one.id} step=1 done=yes reason="${why}"`
    await hear(howdah, 'dana', typed, 'was done, as you say: it goes on from there.')
    await expectDone(one)
  }, 300_000)

  test('is answered on the command line by the same rules', async () => {
    const one = await asking('step 0 acted')
    const words = ['run', 'settle', one.id, 'step=1', 'done=yes', `reason=${why}`]
    expect((await cli({ ...howdah.env, SUDO_USER: 'mallory' }, ...words)).exit).toBe(2)
    expect((await cliAs('olga', howdah.env, ...words)).err).toContain('You have no role')
    const { out, exit } = await cliAs('adam', howdah.env, ...words)
    expect(out).toContain('was done, as you say')
    expect(exit).toBe(0)
    await expectDone(one)
  }, 300_000)

  test('is taken back when a person presses Stop instead', async () => {
    const one = await asking('step 0 acted')
    await howdah.click('olga', await asks(one, 1), 'stop')
    expect(await outcomeOf(howdah, one.plan)).toBe('failed')
    const said = await shows(howdah, one.plan, 'Failed.')
    expect(said).toContain(`Howdah did this: Drop ${one.name}. Everything is as it was before.`)
    expect(await exists(one)).toBe(false)
  }, 300_000)

  test('is not taken back twice: an undo that was cut off is left to a person', async () => {
    const one = await asking('step 0 acted')
    await twoBots(howdah)
    howdah.failAt('undo 0 acted')
    await howdah.click('olga', await asks(one, 1), 'stop')
    expect(await outcomeOf(howdah, one.plan)).toBe('failed')
    expect(howdah.failed()).toBe(true)
    await expectOneOutcome(howdah, one.plan, 'failed')
    expect(timesRun(howdah, `DROP INDEX CONCURRENTLY public.${one.name}`)).toBe(1)
    expect(await shows(howdah, one.plan, 'Failed.')).toContain('NOT put back')
  }, 300_000)

  test('goes on when Howdah is killed at "settled"', async () => {
    const one = await asking('step 0 acted')
    await twoBots(howdah)
    howdah.failAt('settled')
    await answer('adam', one, 'was-done')
    await expectDone(one)
    expect(howdah.failed()).toBe(true)
    await expectSettledOnce(one)
  }, 300_000)

  test('is answered once by a double click, and by two people at the same instant', async () => {
    const one = await asking('step 0 acted')
    howdah.slack.setFault('twice', true)
    const [adam, dana] = [listenFor(howdah, 'adam'), listenFor(howdah, 'dana')]
    const typed = (done: string) => `/pg run settle ${one.id} step=1 done=${done} reason=seen`
    await Promise.all([howdah.say('adam', typed('yes')), howdah.say('dana', typed('yes'))])
    howdah.slack.setFault('twice', false)
    await Promise.any([adam('was done, as you say'), dana('was done, as you say')])
    await Promise.any([adam('does not ask'), dana('does not ask')])
    await expectDone(one)
    await expectSettledOnce(one)
  }, 300_000)
})
