/** The buttons that the last build's bot left in Slack, pressed when this build's bot is there. */
import { describe, expect, test } from 'vitest'
import { hear, listenFor } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { outcomeOf, ownIndexes, planIdOf, timesRun } from '#test/support/kills'
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
  const unsigned = 'This button is from before Howdah signed its buttons, or not by Howdah.'

  test('takes no approval here, says why, and is withdrawn by its command', async ({ skip }) => {
    if (!upgraded) return skip(needsLastBuild)
    const { howdah, waiting } = upgraded
    const heard = listenFor(howdah, 'adam')
    await howdah.click('adam', waiting, 'approve')
    expect(await heard(unsigned)).toContain('Use a newer message, or type the command.')
    await hear(howdah, 'olga', `/pg run cancel ${planIdOf(waiting)}`, 'is withdrawn')
    expect(timesRun(howdah, 'CREATE INDEX CONCURRENTLY waiting_email_idx')).toBe(0)
  })

  test('takes no undo here: the opposite command does it', async ({ skip }) => {
    if (!upgraded) return skip(needsLastBuild)
    const { howdah, done } = upgraded
    const heard = listenFor(howdah, 'olga')
    await howdah.click('olga', done, 'undo')
    await heard(unsigned)
    const drop = await howdah.plan('/pg index drop done_email_idx')
    await howdah.click('adam', drop, 'approve')
    expect(await outcomeOf(howdah, drop)).toBe('succeeded')
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
    expect(Number(entries)).toBeGreaterThanOrEqual(Number(anchored))
  })
})
