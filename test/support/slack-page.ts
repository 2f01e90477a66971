/** The page of a local Slack in a real browser. */
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, onTestFinished } from 'vitest'
import type { LocalSlack } from '#local/slack/server'

let browser: Promise<Browser> | undefined

/** Opens a page in the test file's only browser; data stored in a page ends with the test. */
export const openPage = async (slack: LocalSlack): Promise<Page> => {
  browser ??= chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  const context = await (await browser).newContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await page.goto(slack.url)
  await page.getByTestId('composer').waitFor()
  return page
}

afterAll(async () => (await browser)?.close())
