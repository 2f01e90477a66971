/** The page for everybody: axe-core finds no serious fault, in light and dark, on a desk and on a phone. */
import { source } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { LocalSlack } from '#local/slack/server'
import { goButton, plain, postMessage, startBolt } from '#test/support/bolt'
import { openPage } from '#test/support/slack-page'

const section = (text: string) => ({
  type: 'section' as const,
  text: { type: 'mrkdwn' as const, text },
})

const card = (state: string) => [
  section(`*shop (sample): Build index users_idx*\n:hourglass: *${state}*`),
  section('```CREATE INDEX users_idx ON users (id);```'),
  section('Requested by <@U0OLGA> in <#C0OPS>: `reason` <https://example.com|why>'),
  {
    type: 'actions' as const,
    elements: [
      {
        type: 'button' as const,
        text: plain('Approve'),
        action_id: 'a',
        value: '1',
        style: 'primary' as const,
      },
      {
        type: 'button' as const,
        text: plain('Stop'),
        action_id: 's',
        value: '2',
        style: 'danger' as const,
      },
    ],
  },
  { type: 'context' as const, elements: [{ type: 'mrkdwn' as const, text: 'fingerprint `f00d`' }] },
]

interface Fault {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

/** Faults of axe-core that keep a person from using the page. */
const seriousFaults = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(source)
  const { violations } = (await page.evaluate('axe.run(document)')) as {
    readonly violations: readonly Fault[]
  }
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    )
}

const start = async (): Promise<{
  slack: LocalSlack
  ts: string
  edit: (state: string) => Promise<unknown>
}> => {
  const levers = [{ id: 'lock', label: 'Hold a Lock', hint: 'Locks users', run: () => 'Held.' }]
  const { slack, app } = await startBolt(
    'socket',
    bolt => {
      bolt.command('/pg', async ({ ack, client, command }) => {
        await ack()
        await client.views.open({
          trigger_id: command.trigger_id,
          view: {
            type: 'modal',
            title: plain('A form'),
            submit: plain('Send'),
            blocks: [
              {
                type: 'input',
                block_id: 'reason',
                label: plain('Reason'),
                hint: plain('Shown to everybody'),
                element: { type: 'plain_text_input', action_id: 'value' },
              },
              goButton,
            ],
          },
        })
      })
    },
    // A busy machine takes longer than Slack's 3 s.
    { levers, limits: { ackMs: 20_000, triggerMs: 60_000 } },
  )
  const posted = await postMessage(app.client, {
    channel: 'C0OPS',
    text: 'Waiting for approval. Build index',
    blocks: card('Waiting for approval.'),
  })
  const ts = posted.ts ?? ''
  return {
    slack,
    ts,
    edit: state =>
      app.client.chat.update({
        channel: 'C0OPS',
        ts,
        text: `${state} Build index`,
        blocks: card(state),
      }),
  }
}

test.each([
  ['light', 1280],
  ['dark', 375],
] as const)(
  'the page in %s, %d wide, has no serious fault, in a form and the inspector too',
  async (colorScheme, width) => {
    const { slack } = await start()
    slack.setHint('Olga asked for this: act as Adam.')
    const page = await openPage(slack)
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 780 })
    const faults = [...(await seriousFaults(page))]
    await page.getByTestId('inspector-toggle').click()
    for (const tab of ['faults', 'traffic', 'levers']) {
      await page.getByTestId(`tab-${tab}`).click()
      faults.push(...(await seriousFaults(page)))
    }
    await page.getByTestId('lever-lock').click()
    await page.getByTestId('toast').getByText('Held.').waitFor()
    await page.getByTestId('inspector-toggle').click()
    await page.getByTestId('composer').fill('/pg x')
    await page.getByTestId('composer').press('Enter')
    await page.getByText('Shown to everybody').waitFor()
    faults.push(...(await seriousFaults(page)))
    const picture = process.env['PICTURE']
    if (picture) await page.screenshot({ path: `${picture}-${colorScheme}.png` })
    expect([...new Set(faults)]).toEqual([])
  },
)

test('an edited card is read out, and one tab leads past the history', async () => {
  const { slack, edit } = await start()
  const page = await openPage(slack)
  await page.getByText('Waiting for approval.').first().waitFor()
  await edit('Done.')
  await page.locator('#live').getByText('howdah: Done. Build index').waitFor({ state: 'attached' })
  await page.evaluate('document.activeElement?.blur()')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await page.evaluate('document.activeElement?.dataset.testid')).toBe('composer')
})
