/** A long history in a real browser: the newest messages are drawn, and earlier messages on request. */
import { expect, test } from 'vitest'
import { clientOf, postMessage, testSlack } from '#test/support/bolt'
import { openPage } from '#test/support/slack-page'

test('a long channel draws its newest messages, and earlier ones on request', async () => {
  const slack = await testSlack({ limits: { postsPerSecond: 10_000, postBurst: 10_000 } })
  const client = clientOf(slack)
  for (let place = 0; place < 130; place += 1)
    await postMessage(client, { channel: 'C0OPS', text: `number ${place}.` })
  const page = await openPage(slack)
  const drawn = page.getByTestId('messages').locator('[data-ts]')
  await page.getByTestId('messages').getByText('number 129.').waitFor()
  expect(await drawn.count()).toBe(100)

  const earlier = page.getByRole('button', { name: 'Show earlier messages' })
  await earlier.press('Enter')
  await page.getByTestId('messages').getByText('number 0.').waitFor({ state: 'attached' })
  expect(await drawn.count()).toBe(130)
  expect(await earlier.isVisible()).toBe(false)

  // A new message removes no message above the reader.
  await postMessage(client, { channel: 'C0OPS', text: 'number 130.' })
  await page.getByTestId('messages').getByText('number 130.').waitFor({ state: 'attached' })
  expect(await drawn.count()).toBe(131)
})
