/** A form whose cluster answers slowly: one node is a black hole. */
import { createServer, type Socket } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { slackLimits } from '#local/slack/options'
import { hear } from '#test/support/hostile'
import { startHowdah, type Who } from '#test/support/howdah'
import { testServer } from '#test/support/postgres'
import { profile } from '#test/support/profile'

const open = new Set<Socket>()
const hole = createServer(socket => void open.add(socket))
await new Promise<void>(resolve => {
  hole.listen(0, '127.0.0.1', resolve)
})
afterAll(() => {
  for (const socket of open) socket.destroy()
  hole.close()
})
const address = hole.address()
const port = typeof address === 'object' && address !== null ? address.port : 0
const managed = await testServer(profile.settings)
const howdah = await startHowdah({
  managed,
  // In time is within Slack’s own limits.
  slackLimits: { ackMs: slackLimits.ackMs, triggerMs: slackLimits.triggerMs },
  tables: ['create table users (id int)'],
  cluster: {
    nodes: [
      { name: 'shop-1', url: `postgres://127.0.0.1:${managed.port}` },
      { name: 'shop-2', url: `postgres://127.0.0.1:${port}` },
    ],
  },
})
const { slack } = howdah
await howdah.start()

const formOf = async (who: Who, typed: string) => {
  for (const { id } of slack.state.views) await slack.closeView(who, id)
  await howdah.say(who, typed)
  const user = `U_${who.toUpperCase()}`
  return slack.waitFor(({ views }) => views.find(one => one.user === user))
}

const shownTo = (user: string, words: string): Promise<string> =>
  slack.waitFor(
    ({ views }) =>
      views
        .map(one => JSON.stringify(one.view))
        .find((one, at) => views[at]?.user === user && one.includes(words)),
    { timeoutMs: 110_000, what: `a window with “${words}”` },
  )

describe('a form whose cluster answers slowly', () => {
  test('says so in time, then shows the plan; there is one', async () => {
    const form = await formOf('olga', '/pg index create users')
    const sent = await slack.submitView('olga', form.id, {
      columns: { value: 'id' },
    })
    expect(sent).toMatchObject({ kind: 'shown' })
    expect(JSON.stringify(sent)).toContain('Checking shop…')
    expect(await shownTo('U_OLGA', 'waits for approval')).toMatch(/p-[0-9a-z]{7}/)
    expect(await howdah.store.query('select from howdah.plan')).toHaveLength(1)
  })

  test('shows a refusal where the form was', async () => {
    const form = await formOf('olga', '/pg index create nobody')
    const sent = await slack.submitView('olga', form.id, {
      columns: { value: 'id' },
    })
    expect(JSON.stringify(sent)).toContain('Checking shop…')
    expect(await shownTo('U_OLGA', 'There is no table nobody.')).toContain('Blocked')
  })

  test('says it in the channel where the window was closed meanwhile', async () => {
    const form = await formOf('olga', '/pg index create none')
    await slack.submitView('olga', form.id, { columns: { value: 'id' } })
    await slack.closeView('olga', form.id)
    await slack.waitFor(
      ({ messages }) =>
        messages.find(
          one => one.onlyFor === 'U_OLGA' && one.text.includes('There is no table none.'),
        ),
      { timeoutMs: 110_000 },
    )
    expect(await hear(howdah, 'olga', '/pg help status', 'status:')).toContain('Example')
  })
})
