/** The page in a real browser: used by keyboard alone, also on a phone. */
import type { App, ViewSubmitAction } from '@slack/bolt'
import type { View } from '@slack/types'
import { chromium, type Page } from 'playwright-core'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import type { LocalSlack } from '#local/slack/server'
import { goButton, plain, startBolt } from '#test/support/bolt'

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
afterAll(() => browser.close())

const pageOf = async (slack: LocalSlack): Promise<Page> => {
  const page = await browser.newPage({ viewport: { width: 375, height: 740 } })
  onTestFinished(() => page.close())
  const broken: Error[] = []
  page.on('pageerror', error => broken.push(error))
  onTestFinished(() => expect(broken).toEqual([]))
  await page.goto(slack.url)
  await page.getByTestId('composer').waitFor()
  return page
}

const expectFits = async (page: Page): Promise<void> => {
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375)
}

test('the Home tab is opened, drawn again and used by the keyboard', async () => {
  let opened = 0
  const { slack } = await startBolt('socket', (app: App) => {
    app.event('app_home_opened', async ({ event, client }) => {
      opened += 1
      const words = {
        type: 'section' as const,
        text: plain(`:no_entry: <b>Opened ${opened}</b> ${'wide '.repeat(60)}`),
      }
      await client.views.publish({
        user_id: event.user,
        view: { type: 'home', blocks: [words, goButton] },
      })
    })
    app.action('go', async ({ ack, body, client }) => {
      await ack()
      const view = {
        type: 'home' as const,
        blocks: [{ type: 'section' as const, text: plain('Gone') }],
      }
      await client.views.publish({ user_id: body.user.id, view })
    })
  })
  slack.openIm('olga')
  const page = await pageOf(slack)
  const home = page.getByTestId('home')
  await page.getByTestId('menu').click()
  await page.getByRole('button', { name: 'howdah' }).click()
  await page.getByRole('tab', { name: 'Messages' }).focus()
  await page.keyboard.press('ArrowLeft')
  await home.getByText('<b>Opened 1</b>').waitFor()
  // Drawn by the page: a machine without a font of emoji would show an empty box.
  await home.getByRole('img', { name: 'no entry' }).locator('svg path').waitFor()
  expect(await page.getByTestId('composer').isVisible()).toBe(false)
  await expectFits(page)
  // Pressed on the button itself: a Home drawn again meanwhile has a new button.
  await home.getByRole('button', { name: 'Go' }).press('Enter')
  await home.getByText('Gone').waitFor()
  await page.getByRole('tab', { name: 'Home' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.getByTestId('composer').waitFor()

  await page.getByTestId('act-as').selectOption('U0ADAM')
  expect(await page.getByRole('tab', { name: 'Home' }).count()).toBe(0)
})

test('nobody types before the page knows the workspace, so that nothing is lost', async () => {
  const { slack } = await startBolt('socket', () => {})
  const page = await browser.newPage()
  onTestFinished(() => page.close())
  const held = Promise.withResolvers<void>()
  await page.route('**/page/events*', async route => {
    await held.promise
    await route.continue()
  })
  await page.goto(slack.url)
  expect(await page.getByTestId('composer').isEnabled()).toBe(false)
  held.resolve()
  await page.getByTestId('composer').fill('hello')
  await page.getByTestId('composer').press('Enter')
  await page.getByTestId('messages').getByText('hello').waitFor()
})

const names = ['users', 'user_events', '<i>odd</i>']

const form = (more: readonly object[] = []): View =>
  ({
    type: 'modal',
    callback_id: 'form',
    title: plain('A form'),
    submit: plain('Send'),
    blocks: [
      {
        type: 'input',
        block_id: 'table',
        label: plain('Table'),
        element: { type: 'external_select', action_id: 'name', min_query_length: 0 },
      },
      ...more,
      goButton,
    ],
  }) as View

const startForm = async () => {
  const sent: (string | undefined)[] = []
  const { slack } = await startBolt('socket', (app: App) => {
    app.command('/pg', async ({ ack, client, command }) => {
      await ack()
      await client.views.open({ trigger_id: command.trigger_id, view: form() })
    })
    app.options('name', async ({ ack, options: { value } }) => {
      const found = names.filter(name => name.includes(value))
      await ack({ options: found.map(name => ({ text: plain(name), value: `public.${name}` })) })
    })
    app.action('go', async ({ ack, body, client }) => {
      await ack()
      if (body.type !== 'block_actions') return
      const more = [{ type: 'section', text: plain('Drawn again') }]
      await client.views.update({ view_id: body.view?.id ?? '', view: form(more) })
    })
    app.view<ViewSubmitAction>('form', async ({ ack, view }) => {
      sent.push(view.state.values.table?.name?.selected_option?.value)
      await ack()
    })
  })
  const page = await pageOf(slack)
  await page.getByTestId('composer').fill('/pg')
  await page.getByTestId('composer').press('Enter')
  const box = page.getByRole('combobox', { name: 'Table' })
  await box.waitFor()
  return { page, box, sent, list: page.getByRole('listbox', { name: 'Choices' }) }
}

test('a select that asks the app is opened, searched, left and sent by the keyboard', async () => {
  const { page, box, sent, list } = await startForm()
  await expect.poll(() => box.evaluate(one => one === one.ownerDocument.activeElement)).toBe(true)
  await page.keyboard.press('ArrowDown')
  await list.getByRole('option', { name: '<i>odd</i>' }).waitFor()
  await expectFits(page)
  expect(await box.getAttribute('aria-expanded')).toBe('true')
  await page.keyboard.press('Escape')
  await list.waitFor({ state: 'hidden' })
  expect(await page.getByTestId('modal').isVisible()).toBe(true)

  await page.keyboard.type('user')
  await expect.poll(() => list.getByRole('option').count()).toBe(2)
  await page.keyboard.press('ArrowDown')
  const active = await box.getAttribute('aria-activedescendant')
  expect(await page.locator(`[id="${active}"]`).innerText()).toBe('user_events')
  await page.keyboard.press('Enter')
  expect(await box.inputValue()).toBe('user_events')

  await box.fill('users')
  // A list that opens between press and release of the mouse would take the click.
  await list.getByRole('option', { name: 'users' }).first().waitFor()
  await page.keyboard.press('Escape')
  await list.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Go' }).click()
  await page.getByText('Drawn again').waitFor()
  expect(await box.inputValue()).toBe('users')
  await page.getByTestId('modal-submit').click()
  await expect.poll(() => sent).toEqual(['public.users'])
})

test('a name that was typed in full is taken, whoever sends at once; another one is not', async () => {
  const { page, box, sent } = await startForm()
  await box.fill('nothing')
  await page.getByTestId('modal-submit').click()
  await page.getByText('Please complete this required field.').waitFor()
  await box.fill('users')
  await page.getByTestId('modal-submit').click()
  await expect.poll(() => sent).toEqual(['public.users'])
})
