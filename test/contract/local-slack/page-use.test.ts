/** The page in a browser, used with the keyboard alone and read as by a screen reader. */
import type { App } from '@slack/bolt'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { LocalSlackOptions } from '#local/slack/options'
import { goButton, plain, postMessage, startBolt } from '#test/support/bolt'
import { openPage } from '#test/support/slack-page'

const completions = [
  { text: '/pg index create ', hint: 'Build an index' },
  { text: '/pg index drop ', hint: 'Drop an index' },
  { text: '/pg status', hint: 'How it is' },
]

const start = async (register: (app: App) => void, more: Partial<LocalSlackOptions> = {}) => {
  const app = { name: 'Howdah', command: '/pg', completions }
  const started = await startBolt('socket', register, { app, ...more })
  return { ...started, page: await openPage(started.slack) }
}

const echo = (app: App) => {
  app.command('/pg', ({ ack, command }) => ack(`heard: ${command.text}`))
  app.event('app_mention', async ({ event, client }) => {
    await client.chat.postEphemeral({
      channel: event.channel,
      user: event.user ?? '',
      text: `mentioned: ${event.text.replace(/^<@\w+> /, '')}`,
      ...(event.thread_ts === undefined ? {} : { thread_ts: event.thread_ts }),
    })
  })
}

const press = async (page: Page, ...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}

const box = (page: Page) => page.getByRole('combobox', { name: 'Message #ops' })
/** Finds the page's own options, not the options of a native select. */
const offered = (page: Page) => page.locator('[role=option]:visible')
const option = (page: Page, name: string) => page.getByRole('option', { name })
const sees = (page: Page, words: string) => page.getByText(words).last().waitFor()

/** Runs in the page. */
const isFocused = (element: unknown): boolean =>
  (globalThis as unknown as { document: { activeElement: unknown } }).document.activeElement ===
  element

describe('the box on the page', () => {
  test('completes a command as it is typed: arrows move, Tab takes, Enter sends', async () => {
    const { page } = await start(echo)
    await box(page).focus()
    await page.keyboard.type('/pg')
    await page.getByRole('listbox', { name: 'Commands' }).waitFor()
    expect(await offered(page).allInnerTexts()).toEqual(
      completions.map(({ text, hint }) => expect.stringMatching(`${text.trim()}\\s+${hint}`)),
    )
    expect(await box(page).getAttribute('aria-expanded')).toBe('true')
    await press(page, 'ArrowDown', 'ArrowDown')
    const chosen = option(page, '/pg index drop')
    expect(await chosen.getAttribute('aria-selected')).toBe('true')
    const active = await box(page).getAttribute('aria-activedescendant')
    expect(active).toBe(await chosen.getAttribute('id'))
    await press(page, 'Tab')
    expect(await box(page).inputValue()).toBe('/pg index drop ')
    await page.keyboard.type('users_idx')
    await press(page, 'Enter')
    await sees(page, 'heard: index drop users_idx')
    expect(await box(page).inputValue()).toBe('')
  })

  test('narrows the list, and closes it with Escape', async () => {
    const { page } = await start(echo)
    await box(page).focus()
    await page.keyboard.type('/pg s')
    await option(page, '/pg status').waitFor()
    expect(await offered(page).count()).toBe(1)
    await press(page, 'Escape')
    expect(await page.getByRole('listbox').count()).toBe(0)
    expect(await box(page).getAttribute('aria-expanded')).toBe('false')
    expect(await box(page).inputValue()).toBe('/pg s')
  })

  test('completes a mention, in the channel and in a thread, where there are no commands', async () => {
    const { page, slack } = await start(echo)
    await box(page).focus()
    await page.keyboard.type('@how')
    await option(page, '@Howdah index create').waitFor()
    await press(page, 'Enter')
    expect(await box(page).inputValue()).toBe('@Howdah ')
    await page.keyboard.type('status')
    await press(page, 'Enter')
    await sees(page, 'mentioned: status')
    expect(slack.state.messages[0]?.text).toBe(`<@${slack.appUser}> status`)

    await page.getByRole('button', { name: 'Reply in thread' }).first().focus()
    await press(page, 'Enter')
    const reply = page.getByRole('combobox', { name: 'Reply…' })
    await reply.waitFor()
    await page.keyboard.type('/pg')
    expect(await offered(page).count()).toBe(0)
    await reply.fill('')
    await page.keyboard.type('@howdah index c')
    await option(page, '@Howdah index create').waitFor()
    await press(page, 'Tab')
    await page.keyboard.type('users')
    await press(page, 'Enter')
    const thread = page.getByRole('complementary', { name: 'Thread' })
    await thread.getByText('mentioned: index create users').waitFor()
  })

  test('says in a direct message that only commands are heard there', async () => {
    const { page } = await start(echo)
    await page.getByRole('button', { name: 'Howdah' }).click()
    const direct = page.getByRole('combobox', { name: 'Message Howdah: begin with /' })
    await direct.focus()
    await sees(page, 'It reads no other messages.')
    await page.keyboard.type('@how')
    expect(await offered(page).count()).toBe(0)
    await direct.fill('')
    await page.keyboard.type('/pg status')
    await press(page, 'Enter')
    await sees(page, 'heard: status')
  })
})

describe('the page by keyboard', () => {
  test('clicks a button of a message, after a question that Escape and Enter answer', async () => {
    let clicks = 0
    const { page, app, slack } = await start(app =>
      app.action('go', async ({ ack }) => {
        clicks += 1
        await ack()
      }),
    )
    const confirm = {
      title: plain('Really?'),
      text: plain('It cannot be undone.'),
      confirm: plain('Go'),
      deny: plain('Back'),
    }
    const [button] = goButton.elements
    const blocks = [{ ...goButton, elements: [{ ...button, confirm }] }] as never
    await postMessage(app.client, { channel: 'C0OPS', text: 'A plan', blocks })
    const go = page.getByTestId('messages').getByRole('button', { name: 'Go' })
    await go.focus()
    await press(page, 'Enter')
    const question = page.getByRole('alertdialog', { name: 'Really?' })
    await question.waitFor()
    expect(await question.getByRole('button', { name: 'Go' }).evaluate(isFocused)).toBe(true)
    await press(page, 'Escape')
    await question.waitFor({ state: 'detached' })
    expect(await go.evaluate(isFocused)).toBe(true)
    expect(clicks).toBe(0)
    await press(page, 'Enter', 'Enter')
    await slack.waitFor(() => clicks === 1)
  })

  test('fills in, sends and closes a form', async () => {
    const heard: unknown[] = []
    const input = (block_id: string, element: object) => ({
      type: 'input' as const,
      block_id,
      label: plain(block_id),
      element: { action_id: 'value', ...element } as never,
    })
    const { page, slack } = await start(app => {
      app.command('/pg', async ({ ack, client, command }) => {
        await ack()
        const options = ['b-tree', 'gin'].map(value => ({ text: plain(value), value }))
        await client.views.open({
          trigger_id: command.trigger_id,
          view: {
            type: 'modal',
            callback_id: 'form',
            title: plain('Index'),
            submit: plain('Continue'),
            blocks: [
              input('Table', { type: 'plain_text_input' }),
              input('Method', { type: 'static_select', options }),
            ],
          },
        })
      })
      app.view('form', async ({ ack, view }) => {
        heard.push(view.state.values)
        await ack()
      })
    })
    const form = page.getByRole('dialog', { name: 'Index' })
    await slack.say('olga', 'ops', '/pg')
    await form.waitFor()
    await press(page, 'Escape')
    await form.waitFor({ state: 'detached' })
    await slack.say('olga', 'ops', '/pg')
    const table = form.getByRole('textbox', { name: 'Table' })
    await table.waitFor()
    expect(await table.evaluate(isFocused)).toBe(true)
    expect(await table.getAttribute('aria-required')).toBe('true')
    await press(page, 'Enter')
    await form.getByText('Please complete this required field.').first().waitFor()
    expect(await table.getAttribute('aria-invalid')).toBe('true')
    await page.keyboard.type('users')
    await press(page, 'Tab')
    const method = form.getByRole('combobox', { name: 'Method' })
    expect(await method.evaluate(isFocused)).toBe(true)
    await page.keyboard.type('gin')
    await press(page, 'Tab', 'Tab')
    await press(page, 'Enter')
    await form.waitFor({ state: 'detached' })
    expect(heard).toMatchObject([
      {
        Table: { value: { value: 'users' } },
        Method: { value: { selected_option: { value: 'gin' } } },
      },
    ])
  })

  test('opens the inspector, moves between its tabs, and closes it with Escape', async () => {
    const { page } = await start(echo)
    const opener = page.getByRole('button', { name: 'Inspector' })
    await opener.focus()
    await press(page, 'Enter', 'ArrowRight')
    const faults = page.getByRole('tab', { name: 'Faults' })
    expect(await faults.getAttribute('aria-selected')).toBe('true')
    await page.getByRole('tabpanel', { name: 'Faults' }).waitFor()
    await page.getByRole('switch', { name: 'Acks are lost' }).waitFor()
    await press(page, 'Escape')
    expect(await page.getByRole('tablist').count()).toBe(0)
    expect(await opener.evaluate(isFocused)).toBe(true)
  })
})

describe('the page to a screen reader', () => {
  test('has a name for every part', async () => {
    const { page, app } = await start(echo)
    await postMessage(app.client, { channel: 'C0OPS', text: 'A plan', blocks: [goButton] })
    const roles = [
      ['navigation', 'Channels and direct messages'],
      ['main', 'ops'],
      ['region', 'Messages in ops'],
      ['listitem', 'Howdah, Today'],
      ['button', 'Go'],
      ['button', 'Reply in thread'],
      ['combobox', 'Message #ops'],
      ['combobox', 'Act as'],
      ['toolbar', 'Formatting'],
      ['button', 'Bold'],
      ['button', 'Send'],
      ['button', 'Inspector'],
      ['log', 'New messages'],
    ] as const
    for (const [role, name] of roles) await page.getByRole(role, { name }).first().waitFor()
    const tree = await page.locator('body').ariaSnapshot()
    // A control without a name appears as a bare role.
    expect(
      tree.match(/^\s*- (?:button|combobox|textbox|switch|tab|link|img)(?::| \[|$).*/gm),
    ).toBeNull()
  })

  test('says a new message of somebody else, and who acts', async () => {
    const { page, app } = await start(echo)
    await postMessage(app.client, { channel: 'C0OPS', text: 'The run is done' })
    const log = page.getByRole('log', { name: 'New messages' })
    await log.getByText('Howdah: The run is done').waitFor()
    await page.getByRole('combobox', { name: 'Act as' }).selectOption('U0ADAM')
    await log.getByText('You act as Adam · approver now.').waitFor()
    expect(await log.getAttribute('aria-live')).toBe('polite')
  })
})
