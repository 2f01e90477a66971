/**
 * Unasked reports: a cluster or a Slack that is away or slow silences no further report, and is told once.
 */
import { describe, expect, test } from 'vitest'
import { freePort } from '#local/postgres/server'
import { recovery, recoveryScope } from '#model/freeze'
import { insertFreeze } from '#store/freezes'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { searchedTable, searching } from '#test/support/searching'

const howdah = await startHowdah({
  tables: searchedTable,
  // Longer than a transaction of the store may idle, shorter than a client waits.
  slackLimits: { slowMs: 6_000 },
  clusters: {
    // No server is there.
    away: {
      environment: 'sample',
      databases: ['shop'],
      nodes: [{ name: 'away-1', url: `postgres://127.0.0.1:${await freePort()}` }],
      credentials: { observe: 'howdah:howdah' },
    },
  },
})
const { slack } = howdah

const reports = (words: string): readonly string[] =>
  slack.state.messages
    .filter(one => one.channel === 'C_REPORTS')
    .map(wordsOf)
    .filter(one => one.includes(words))

const reported = (words: string): Promise<string> =>
  slack.waitFor(() => reports(words)[0], { timeoutMs: 110_000, what: `“${words}” as a report` })

describe('the watch', () => {
  test('finds what is slow in one cluster while another one is away', async () => {
    await howdah.start()
    expect(await searching(howdah, () => reported('of database time'))).toContain('shop: 1 finding')
    expect(howdah.log()).toContain('"during":"watching away"')
  })

  test('says once what Slack is slow to take, and goes on to the next', async () => {
    await howdah.control.run(
      'howdah',
      `update howdah.report set key = key || ' of yesterday' where key like 'finding %'`,
    )
    const reason = 'recovery mode. It was restored. Then say `/pg thaw`'
    const freeze = { scope: recoveryScope, person: recovery, name: 'Howdah', reason }
    await howdah.store.transaction(tx => insertFreeze(tx, freeze))
    slack.setFault('slow', true)
    await reported('Howdah is in recovery mode')
    const before = reports('of database time').length
    await searching(howdah, () =>
      slack.waitFor(() => reports('of database time')[before], {
        timeoutMs: 150_000,
        what: 'the next report',
      }),
    )
    expect(reports('Plans that waited for approval have expired')).toHaveLength(1)
    slack.setFault('slow', false)
  }, 300_000)
})
