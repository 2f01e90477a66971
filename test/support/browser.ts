/** The page of local mode in a real browser, driven as by a person. */
import { chromium, type Page } from 'playwright-core'
import { afterAll } from 'vitest'
import { dataFolder, startLocalMode } from '#test/support/local-mode'

export interface OpenLocalMode {
  readonly page: Page
  /** The folder of local mode's data. */
  readonly data: string
  /** Seconds from the start of the program until the page was there. */
  readonly firstPageSeconds: number
  /** Counts the seconds since the start of the program. */
  seconds(): number
  act(as: 'U_OLGA' | 'U_ADAM' | 'U_DANA' | 'U_GUS'): Promise<void>
  channel(id: string): Promise<void>
  say(text: string): Promise<void>
  /** Waits until the words are on the page. */
  sees(words: RegExp | string, seconds?: number): Promise<void>
  /** Reads all words in the open channel. */
  words(): Promise<string>
  pull(lever: 'kill' | 'drop' | 'tamper'): Promise<void>
  phone(): Promise<void>
  desktop(): Promise<void>
}

/** A space in the words may be a no-break space on the page. */
const anySpace = ({ source, flags }: RegExp): RegExp =>
  new RegExp(source.replaceAll(' ', String.raw`\s`), flags)

export const openLocalMode = async (): Promise<OpenLocalMode> => {
  const started = performance.now()
  const data = dataFolder()
  const { url } = await startLocalMode({ data })
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  afterAll(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } })
  page.setDefaultTimeout(20_000)
  await page.goto(url)
  await page.getByTestId('composer').waitFor()
  const seconds = () => (performance.now() - started) / 1_000
  const firstPageSeconds = seconds()
  return {
    page,
    data,
    firstPageSeconds,
    seconds,
    act: async as => void (await page.getByTestId('act-as').selectOption(as)),
    async channel(id) {
      if ((page.viewportSize()?.width ?? 0) < 600) await page.getByTestId('menu').click()
      await page.click(`[data-channel=${id}]`)
    },
    async say(text) {
      await page.getByTestId('composer').fill(text)
      await page.getByTestId('composer').press('Enter')
    },
    sees: (words, seconds = 20) =>
      page
        .getByTestId('messages')
        .getByText(words instanceof RegExp ? anySpace(words) : words)
        .last()
        .waitFor({ timeout: seconds * 1_000 }),
    words: async () =>
      (await page.getByTestId('messages').innerText())
        .replaceAll('\u00a0', ' ')
        .replaceAll('\u2060', ''),
    async pull(lever) {
      await page.getByTestId('inspector-toggle').click()
      await page.getByTestId('tab-levers').click()
      await page.getByTestId(`lever-${lever}`).click()
      // Whoever asks next must not be quicker than the lever.
      await page
        .locator(`[data-testid=lever-${lever}]:not([aria-busy])`)
        .waitFor({ timeout: 90_000 })
      await page.getByTestId('inspector-toggle').click()
    },
    phone: () => page.setViewportSize({ width: 375, height: 740 }),
    desktop: () => page.setViewportSize({ width: 1280, height: 860 }),
  }
}
