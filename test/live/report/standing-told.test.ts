/** A standing approval in Slack: asked for with buttons, approved by a click, reminded of before the end. */
import { describe, expect, test } from 'vitest'
import { findElement } from '#local/slack/act/click'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { planIdOf } from '#test/support/kills'

const howdah = await startHowdah({
  tables: ['create table users (id int)', 'create index users_id_idx on users (id)'],
})
await howdah.start()

const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)

describe('a standing approval', () => {
  test('is asked for in the channel, approved by a click, and reminded of before it ends', async () => {
    const plan = planIdOf(await howdah.plan('/pg index reindex users_id_idx'))
    await hear(
      howdah,
      'olga',
      `/pg approval ask ${plan} schedule=nightly until=${tomorrow}`,
      'waits for 2 approvers',
    )
    const asked = await howdah.message(
      one => wordsOf(one).includes('olga asks for a standing approval'),
      'the request',
    )
    expect(wordsOf(asked)).toContain(
      'Schedule nightly may, without asking each time, rebuild index public.users_id_idx once a day (at most 16 kB in one run; lock at most SHARE UPDATE EXCLUSIVE on public.users), nothing else',
    )
    const [action] = [...JSON.stringify(asked.blocks).matchAll(/"action_id":"([^"]+)"/g)].map(
      ([, id = '']) => id,
    )
    expect(findElement(asked.blocks, action ?? '').element).toMatchObject({
      text: { text: 'Approve' },
    })
    for (const who of ['adam', 'dana'] as const) await howdah.click(who, asked, action ?? '')
    const inForce = await howdah.message(
      one => wordsOf(one).includes('Approved beforehand by'),
      'the news',
    )
    expect(wordsOf(inForce)).toMatch(
      /by (adam and dana|dana and adam): schedule nightly may rebuild/,
    )
    const reminded = await howdah.slack.waitFor(
      ({ messages }) =>
        messages.find(
          one => one.channel === 'C_REPORTS' && wordsOf(one).includes('Standing approval sa-'),
        ),
      { timeoutMs: 110_000, what: 'the reminder' },
    )
    expect(wordsOf(reminded)).toContain('from then on schedule nightly asks each time')
  })
})
