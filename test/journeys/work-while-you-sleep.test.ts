/** A rotation that a schedule does again and again, approved beforehand, with the report of it. */
import { describe, expect, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { hear, listenFor } from '#test/support/hostile'
import { startHowdah, type Who, wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf } from '#test/support/kills'
import { asOwner, monthlyTable, nameOf, partitionsIn } from '#test/support/partitions/rotating'
import { observer } from '#test/support/profile'
import { telling } from '#test/support/telling'

const howdah = await startHowdah({
  inventory: { policies: [{ playbook: 'partition.drop', code: true }] },
  cluster: {
    blackouts: [
      { from: '2098-12-24T00:00:00Z', to: '2098-12-27T00:00:00Z', reason: 'sale', zone: 'UTC' },
    ],
  },
})
await howdah.start()
const nightly = telling(howdah, 'nightly-rotation')
const run = (...statements: readonly string[]) => asOwner(howdah, ...statements)
const nextYear = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10)

/**
 * As if so many months had passed: the newest partitions are missing again. Howdah has no clock that a test could move:
 * the hours that count are those of the control database, and of the rows that PostgreSQL itself puts a time on.
 */
const monthsPass = (first: number, last: number): Promise<unknown> =>
  run(`drop table ${names(first, last).join(', ')}`)

const names = (first: number, last: number): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, at) => nameOf(first + at))

/** Opens a person's Home, and reads the Home that comes. */
const homeOf = async (who: Who): Promise<string> => {
  const user = `U_${who.toUpperCase()}`
  const find = () => howdah.slack.state.homes.find(one => one.user === user)?.view
  const before = find()?.['hash']
  await howdah.slack.openHome(who)
  const view = await howdah.slack.waitFor(
    () => (find()?.['hash'] === before ? undefined : find()),
    { timeoutMs: 110_000, what: `the Home of ${who}` },
  )
  return wordsOf({ text: '', blocks: view['blocks'] } as unknown as PageMessage)
}

const runNow = () => hear(howdah, 'olga', '/pg schedule run-now nightly-rotation', 'runs now')

describe('work while people sleep', () => {
  test('SC-008: an operator adds a rotation with a form and sees first when it comes', async () => {
    await run(...monthlyTable(-3, 1), `grant select on events to ${observer}`)
    await howdah.say('olga', '/pg schedule add')
    const form = await howdah.slack.waitFor(({ views }) =>
      views.find(({ user }) => user === 'U_OLGA'),
    )
    const known = new Set(howdah.slack.state.messages.map(({ ts }) => ts))
    const sent = await howdah.slack.submitView('olga', form.id, {
      command: {
        value: 'partition rotate events ahead=2 keep="2 months" hold="1 second" cluster=shop',
      },
      at: { value: 'daily at 02:00' },
      zone: { value: 'Europe/Berlin' },
      name: { value: 'nightly-rotation' },
    })
    expect(sent).toMatchObject({ kind: 'closed' })
    const preview = await howdah.slack.waitFor(
      ({ messages }) =>
        messages.find(one => !known.has(one.ts) && wordsOf(one).includes('This is a preview')),
      { timeoutMs: 110_000, what: 'the preview' },
    )
    expect(wordsOf(preview)).toContain('Each time it only makes a plan')
    expect(wordsOf(preview).match(/^\w{3} \d+ \w+ 02:00$/gm)).toHaveLength(5)
    const heard = listenFor(howdah, 'olga')
    await howdah.click('olga', preview, 'command-0')
    await heard('nightly-rotation is saved')
  })

  test('asks each time as long as nothing was approved beforehand', async () => {
    const plan = await howdah.planned(runNow)
    await nightly.line('for people to approve')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(await partitionsIn(howdah)).toEqual(names(-2, 2))
    await nightly.line('succeeded')
    const ask = `/pg approval ask ${planIdOf(plan)} schedule=nightly-rotation until=${nextYear} from=00:00 to=00:00`
    const asked = await hear(howdah, 'olga', ask, 'sa-')
    const [id = ''] = /sa-[0-9a-z]+/.exec(asked) ?? []
    const home = await homeOf('adam')
    expect(home).toContain(`\`${id}\` waits for your approval · requested by <@U_OLGA>`)
    expect(home).toMatch(/\*nightly-rotation\* <!date.+>: `\/pg partition rotate events/)
    expect(home).toMatch(/Last, <!date.+>: made the plan p-/)
    expect(home).toMatch(/\*shop\*: no blackout until <!date\^40/)
    await hear(howdah, 'adam', `/pg approval approve ${id}`, '1 more approval')
    expect(await homeOf('adam')).not.toContain(id)
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
