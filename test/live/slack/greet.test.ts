/** The first words in a channel that Howdah is added to. */
import { describe, expect, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { twoBots } from '#test/support/kills'

const members = ['U_OLGA', 'U_ADAM']
const howdah = await startHowdah({
  channels: {
    shop: { id: 'C_SHOP', members, withApp: false },
    'db-reports': { id: 'C_REPORTS', members, withApp: false },
    'db-audit': { id: 'C_AUDIT', members, withApp: false },
    random: { id: 'C_RANDOM', members, withApp: false },
  },
  cluster: { channel: 'C_SHOP' },
})
await twoBots(howdah)
const { slack } = howdah

const postedIn = (channel: string): readonly PageMessage[] =>
  slack.state.messages.filter(one => one.channel === channel)

const greeted = async (channel: string): Promise<string> => {
  expect(await slack.invite('olga', channel)).toBe(true)
  const message = await slack.waitFor(() => postedIn(channel)[0], { timeoutMs: 110_000 })
  return wordsOf(message)
}

describe('added to a channel', () => {
  test('Howdah says what it is, how to begin, and which line would name the channel', async () => {
    const said = await greeted('C_RANDOM')
    expect(said).toContain('it shows the exact plan, a colleague approves it')
    expect(said).toContain('Try: `/pg status`, `/pg query slow`, `/pg help`.')
    expect(said).toContain('The inventory does not name this channel')
    expect(said).toContain('write `channel: C_RANDOM` below `clusters: shop:`')
    expect(said).toContain('`reports: C_RANDOM` below `channels:`')
  })

  test.each([
    ['C_SHOP', 'names this channel for *shop*: plans appear here.'],
    ['C_REPORTS', 'as `reports`: findings appear here.'],
    ['C_AUDIT', 'as `audit`: heads of the record are kept here.'],
  ])('%s, Howdah says what appears there', async (channel, words) => {
    const said = await greeted(channel)
    expect(said).toContain(words)
    expect(said).not.toContain('does not name')
  })

  test('Howdah speaks once, however often it hears of it, and of nobody else who joins', async () => {
    const joined = (user: string, event_ts: string) =>
      slack.sendEvent({ type: 'member_joined_channel', user, channel: 'C_RANDOM', event_ts })
    const before = postedIn('C_RANDOM').length
    await joined('U_ADAM', '1795000000.000100')
    await joined(slack.appUser, '1795000000.000200')
    await joined(slack.appUser, '1795000000.000200')
    await slack.waitFor(() => postedIn('C_RANDOM').length > before)
    await joined(slack.appUser, '1795000000.000300')
    await slack.waitFor(() => postedIn('C_RANDOM').length > before + 1)
    expect(postedIn('C_RANDOM')).toHaveLength(before + 2)
  })
})
