/** SIGTERM while a run is under way: no new work, and the run is handed over. */
import { describe, expect, test } from 'vitest'
import { freePort } from '#local/postgres/server'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { expectOneOutcome, invalidIndexes, outcomeOf } from '#test/support/kills'

const howdah = await startHowdah({ tables: ['create table users (id int)'] })

const readiness = async (port: number): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
  return answer === undefined ? 'nobody listens' : (await answer.text()).trim()
}

describe('a process that gets SIGTERM in the middle of a run', () => {
  test('is not ready any more, ends with 0, and another one finishes what it began', async () => {
    const port = await freePort()
    const first = await howdah.start({ HEALTH_PORT: String(port) })
    const reader = await howdah.managed.connect(howdah.database)
    await reader.query('begin isolation level repeatable read')
    await reader.query('select from users')
    const plan = await howdah.plan('/pg index create users columns=id')
    await howdah.click('adam', plan, 'approve')
    await howdah.message(
      one => one.ts === plan.ts && wordsOf(one).includes('Running'),
      'the run under way',
    )
    first.kill('SIGTERM')
    await expect
      .poll(() => readiness(port), { timeout: 110_000 })
      .toBe('It was told to end: it takes no new work.')
    await first.ended
    expect(first.process.exitCode).toBe(0)
    await howdah.start()
    await howdah.slack.waitFor(
      () => howdah.thread(plan).some(one => wordsOf(one).includes('took over')),
      { timeoutMs: 110_000, what: 'the take-over' },
    )
    await reader.query('commit')
    await reader.end()
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    await expectOneOutcome(howdah, plan, 'succeeded')
    expect(await invalidIndexes(howdah)).toEqual([])
  })
})
