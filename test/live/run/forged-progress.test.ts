/** The progress in a run's message is Howdah's own: the message's button says a command in a person's name. */
import { expect, test } from 'vitest'
import { startForging } from '#test/support/forging'
import { buttonIn, wordsOf } from '#test/support/howdah'

const { howdah, stolen, planned } = await startForging()

test('progress that somebody wrote by hand is not shown, and puts no command behind a button', async () => {
  const wanted = await planned()
  const { message, id } = await planned()
  await stolen.query('insert into howdah.run (id, plan_id) values ($1, $2)', ['r-byhand1', id])
  await stolen.query(
    `update howdah.run set wake_at = clock_timestamp() + interval '1 h', progress = $1`,
    [
      JSON.stringify({
        step: 0,
        phase: 'waiting for a lock',
        percent: null,
        etaSeconds: null,
        blocker: {
          label: 'session 4711',
          way: 'cancel',
          command: `plan approve ${wanted.id}`,
        },
      }),
    ],
  )
  await stolen.query(
    `update howdah.plan set state = 'running', revision = revision + 1 where id = $1`,
    [id],
  )
  const shown = await howdah.message(
    one => one.ts === message.ts && wordsOf(one).includes('Running'),
    'the message of the run',
  )
  expect(buttonIn(shown, 'stop')).toBe(true)
  expect(buttonIn(shown, 'command')).toBe(false)
  expect(wordsOf(shown)).not.toContain('waiting for a lock')
})
