/** A rotation that a schedule does again and again, approved beforehand, with the report of it. */
import { describe, expect, test } from 'vitest'
import { hear, listenFor } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf } from '#test/support/kills'
import { asOwner, monthlyTable, nameOf, partitionsIn } from '#test/support/partitions/rotating'
import { observer } from '#test/support/profile'
import { telling } from '#test/support/telling'

const howdah = await startHowdah({
  inventory: { policies: [{ playbook: 'partition.drop', code: true }] },
})
await howdah.start()
const nightly = telling(howdah, 'nightly-rotation')
const run = (...statements: readonly string[]) => asOwner(howdah, ...statements)
const nextYear = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10)

/** As if so many months had passed: the newest partitions are missing again. */
const monthsPass = (first: number, last: number): Promise<unknown> =>
  run(`drop table ${names(first, last).join(', ')}`)

const names = (first: number, last: number): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, at) => nameOf(first + at))

const runNow = () => hear(howdah, 'olga', '/pg schedule run-now nightly-rotation', 'runs now')

describe('work while people sleep', () => {
  test('SC-008: an operator adds a rotation and sees first when it comes', async () => {
    await run(...monthlyTable(-3, 1), `grant select on events to ${observer}`)
    const words = 'partition rotate events ahead=2 keep="2 months" hold="1 second"'
    await hear(
      howdah,
      'olga',
      `/pg schedule add '${words}' cluster=shop at="daily at 02:00" zone=Europe/Berlin name=nightly-rotation`,
      'Nothing is saved yet',
    )
    const preview = howdah.slack.state.messages.findLast(one =>
      wordsOf(one).includes('Nothing is saved yet'),
    )
    if (!preview) throw new Error('no preview was shown')
    expect(wordsOf(preview)).toContain('Each time it makes a plan')
    expect(wordsOf(preview)).toContain('02:00')
    const heard = listenFor(howdah, 'olga')
    await howdah.click('olga', preview, 'command-0')
    await heard('nightly-rotation is saved')
  })

  test('asks each time as long as nothing was approved beforehand', async () => {
    const plan = await howdah.planned(runNow)
    await nightly.line('which waits for approval')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(await partitionsIn(howdah)).toEqual(names(-2, 2))
    await nightly.line('succeeded')
    const ask = `/pg approval ask ${planIdOf(plan)} schedule=nightly-rotation until=${nextYear}`
    const asked = await hear(howdah, 'olga', ask, 'sa-')
    const [id = ''] = /sa-[0-9a-z]+/.exec(asked) ?? []
    await hear(howdah, 'adam', `/pg approval approve ${id}`, '1 more approval')
    await hear(howdah, 'dana', `/pg approval approve ${id}`, 'is in force until')
  })

  test('then makes and detaches partitions without asking, and says under which approval', async () => {
    await monthsPass(2, 2)
    await runNow()
    const line = await nightly.line('which began under standing approval sa-')
    expect(line.broadcast).toBe(false)
    await expect.poll(() => partitionsIn(howdah), { timeout: 110_000 }).toEqual(names(-2, 2))
  })

  test('asks aloud where a slot would do more than was approved', async () => {
    await monthsPass(0, 2)
    const plan = await howdah.planned(runNow)
    const line = await nightly.line('which asks: ')
    expect(line.broadcast).toBe(true)
    expect(wordsOf(plan)).toContain(nameOf(0))
    await hear(howdah, 'olga', '/pg report daily shop', 'waits for approval')
    await hear(howdah, 'olga', '/pg schedule why nightly-rotation', 'which asks: ')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  })

  test('asks for a one-time code before old data is dropped for good', async () => {
    const plan = await howdah.plan(`/pg partition drop ${nameOf(-3)}`)
    expect(wordsOf(plan)).toContain('asks for a one-time code')
    const heard = listenFor(howdah, 'adam')
    await howdah.click('adam', plan, 'approve')
    await heard('access enrol')
  })
})
