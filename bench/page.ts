/**
 * The local page beside build a244118 in the same run: `npm run bench:page -- [rounds]`. Milliseconds until a warm page
 * takes input, milliseconds from a typed `/` to the list of ninety commands, and what the page keeps in memory for
 * 1,000 messages. Fails when a page takes over 1 s, a list over 100 ms, or memory grows by more than in that build.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { type Browser, chromium, type Page } from 'playwright-core'
import { now, type Tree, unpackBaseline } from './baseline/unpack.ts'

const rounds = Number(process.argv[2] ?? 9)
const most = { interactiveMs: 1_000, listMs: 100, growth: 1.1 } as const
const messages = 1_000
const dir = mkdtempSync(join(tmpdir(), 'howdah-bench-'))
chmodSync(dir, 0o755)

type Child = ChildProcessByStdio<Writable, Readable, null>

interface Served {
  readonly url: string
  /** Posts so many messages. */
  post(count: number): Promise<void>
  stop(): Promise<void>
}

const serve = async ({ root }: Tree): Promise<Served> => {
  const child: Child = spawn(process.execPath, [join(import.meta.dirname, 'page/slack.ts'), root], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next()
    if (done) throw new Error('The local Slack ended.')
    return value
  }
  return {
    url: await next(),
    async post(count) {
      child.stdin.write(`${count}\n`)
      await next()
    },
    async stop() {
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}

/** Milliseconds from the navigation until the box takes input, by the page's own clock. */
const interactive = async (page: Page, url: string): Promise<number> => {
  await page.goto(url)
  await page.getByTestId('composer').waitFor()
  await page.getByTestId('composer').focus()
  return page.evaluate(() => performance.now())
}

/** Of the page: begins to wait for the next letter, and for the list of commands after it. */
const watchList = `window.took = new Promise(resolve => {
  const shown = () => document.querySelectorAll('[data-testid=completions] [role=option]').length
  document.querySelector('[data-testid=composer]').addEventListener('beforeinput', () => {
    const began = performance.now()
    const drawn = () =>
      requestAnimationFrame(() => shown() >= 90 ? resolve(performance.now() - began) : drawn())
    drawn()
  }, { once: true })
}); 0`

/** Milliseconds from a typed `/` until the list is drawn. */
const listed = async (page: Page): Promise<number> => {
  const box = page.getByTestId('composer')
  await box.fill('')
  await page.evaluate(watchList)
  await box.press('/')
  return page.evaluate<number>('window.took')
}

/** Megabytes of JavaScript that the page keeps, after a collection. */
const heapMb = async (page: Page): Promise<number> => {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize / 1_048_576
}

interface Found {
  readonly interactiveMs: number
  readonly listMs: number
  readonly growthMb: number
}

const measure = async (browser: Browser, tree: Tree): Promise<Found> => {
  const served = await serve(tree)
  try {
    const page = await browser.newPage({ viewport: { width: 1_280, height: 860 } })
    await interactive(page, served.url)
    const loads: number[] = []
    for (let round = 0; round < rounds; round += 1) loads.push(await interactive(page, served.url))
    const lists: number[] = []
    for (let round = 0; round < rounds; round += 1) lists.push(await listed(page))
    // The first messages load what draws messages.
    await served.post(50)
    await page.getByTestId('messages').getByText('Message 49:').waitFor()
    const before = await heapMb(page)
    await served.post(messages)
    await page
      .getByTestId('messages')
      .getByText(`Message ${messages + 49}:`)
      .waitFor({ timeout: 300_000 })
    const growthMb = (await heapMb(page)) - before
    await page.close()
    return { interactiveMs: middle(loads), listMs: middle(lists), growthMb }
  } finally {
    await served.stop()
  }
}

const middle = (found: readonly number[]): number =>
  found.toSorted((one, other) => one - other)[Math.floor((found.length - 1) / 2)] ?? Number.NaN

const tell = (name: string, { interactiveMs, listMs, growthMb }: Found): void =>
  console.log(
    `${name.padEnd(8)} takes input after ${interactiveMs.toFixed(0)} ms, lists commands after ${listMs.toFixed(0)} ms, keeps ${growthMb.toFixed(1)} MB for ${messages} messages`,
  )

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
try {
  const tree = unpackBaseline(dir)
  const before = await measure(browser, tree)
  const after = await measure(browser, now)
  tell(tree.name, before)
  tell(now.name, after)
  const wrong = [
    ...(after.interactiveMs > most.interactiveMs ? ['the page takes input too late'] : []),
    ...(after.listMs > most.listMs ? ['the list of commands is too slow'] : []),
    ...(after.growthMb > before.growthMb * most.growth ? ['memory grows by more'] : []),
  ]
  if (wrong.length > 0) {
    console.error(`bench:page: ${wrong.join('; ')}.`)
    process.exitCode = 1
  }
} finally {
  await browser.close()
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
}
