/** The page of a local Slack in a real browser. */
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, onTestFinished } from 'vitest'
import type { LocalSlack } from '#local/slack/server'

let browser: Promise<Browser> | undefined

/** One browser for each file of tests; what is stored in a page ends with its test. */
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
