/** The buttons that the last build's bot left in Slack, pressed when this build's bot is there. */
import { describe, expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { expectOneOutcome, outcomeOf, ownIndexes, planIdOf, timesRun } from '#test/support/kills'
import { needsLastBuild, unpackLastBuild } from '#test/support/last-build'

const folder = unpackLastBuild()

const table = (name: string) => `create table ${name} (id int, email text)`

/** One plan waits and one change is done when the last build's bot is told to end. */
const startUpgraded = async (last: string) => {
  const howdah = await startHowdah({
    migrated: false,
    tables: [table('waiting'), table('done')],
  })
  const env = { DATABASE_OWNER_URL: howdah.ownerUrl, NODE_DISABLE_COMPILE_CACHE: '1' }
  const bot = await howdah.start(env, last)
  const waiting = await howdah.plan('/pg index create waiting columns=email')
  const done = await howdah.plan('/pg index create done columns=email')
  await howdah.click('adam', done, 'approve')
  expect(await outcomeOf(howdah, done)).toBe('succeeded')
  bot.kill('SIGTERM')
  await bot.ended
  await howdah.start(env)
  return { howdah, waiting, done }
}

const upgraded = folder === undefined ? undefined : await startUpgraded(folder)

describe('a message of the last build', () => {
  test('takes an approval here, and shows here how its run went', async ({ skip }) => {
    if (!upgraded) return skip(needsLastBuild)
    const { howdah, waiting } = upgraded
    await howdah.click('adam', waiting, 'approve')
    expect(await outcomeOf(howdah, waiting)).toBe('succeeded')
    await expectOneOutcome(howdah, waiting, 'succeeded')
    expect(timesRun(howdah, 'CREATE INDEX CONCURRENTLY waiting_email_idx')).toBe(1)
    const shown = howdah.slack.state.messages.filter(
      one =>
        one.channel === 'C_OPS' &&
        one.threadTs === null &&
        one.onlyFor === null &&
        planIdOf(one) === planIdOf(waiting),
    )
    expect(shown.map(({ ts }) => ts)).toEqual([waiting.ts])
  })

  test('takes an undo here', async ({ skip }) => {
    if (!upgraded) return skip(needsLastBuild)
    const { howdah, done } = upgraded
    const undo = await howdah.planned(() => howdah.click('olga', done, 'undo'))
    await howdah.click('adam', undo, 'approve')
    expect(await outcomeOf(howdah, undo)).toBe('succeeded')
    await expectOneOutcome(howdah, undo, 'succeeded')
    expect(timesRun(howdah, 'DROP INDEX CONCURRENTLY public.done_email_idx')).toBe(1)
    expect(await ownIndexes(howdah)).not.toContain('done_email_idx')
  })
})

describe('an anchor of the last build', () => {
  test('is in the record that this build writes on', async ({ skip }) => {
    if (!upgraded) return skip(needsLastBuild)
    const { howdah } = upgraded
    const said = await hear(howdah, 'adam', '/pg audit verify', 'The record holds: ')
    const [, entries, anchored] =
      /(\d+) entries, anchored outside up to entry (\d+)/.exec(said) ?? []
    expect(Number(anchored)).toBeGreaterThan(5)
    expect(Number(entries)).toBeGreaterThan(Number(anchored))
  })
})
