/** Figures and names of an answer, measured in a real browser: each on a single line. */
import type { KnownBlock } from '@slack/types'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { answer } from '#model/reply'
import { drawAnswer } from '#slack/draw/answer/reply-message'
import { clientOf, postMessage, testSlack } from '#test/support/bolt'
import { openPage } from '#test/support/slack-page'

const { blocks } = drawAnswer(
  answer('3 indexes, 112 kB; 8 of 100 connections, 12 s behind.', {
    table: {
      columns: [
        'Index',
        'Table',
        'Size',
        'Scans by node',
        'Node',
        'Behind',
        'Connections',
        'Share',
      ],
      rows: ['places_name_idx', 'users_lower_idx', 'orders_id_idx'].map(name => [
        name,
        'public.places, 14 partitions',
        '656 kB, largest 8.5 MB',
        'shop-1 1,200, shop-2 0; last 2026-11-22',
        'shop-2',
        'replica, 6 min (62 MB) behind',
        '8 of 100',
        '62 %',
      ]),
    },
  }),
  [],
  { to: 'one', again: null },
)

/** Runs in the page: figures and names, and which of them stand on more than a line. */
const broken = String.raw`(() => {
  const wanted = /\d[\d.,]*\s(?:ms|s|min|kB|MB|%)(?!\w)|shop-\u2060?\d(?:\s\d[\d,]*\d|\s\d)?|\d+\sof\s\d+/g
  const walk = document.createTreeWalker(
    document.querySelector('[data-testid=messages]'), NodeFilter.SHOW_TEXT)
  const all = []
  for (let node = walk.nextNode(); node; node = walk.nextNode())
    for (const { 0: text, index } of node.textContent.matchAll(wanted)) {
      const range = document.createRange()
      range.setStart(node, index)
      range.setEnd(node, index + text.length)
      const shown = [...range.getClientRects()].filter(({ width }) => width > 0)
      const lines = new Set(shown.map(({ top }) => Math.round(top))).size
      all.push({ text, lines })
    }
  return { count: all.length, apart: all.filter(({ lines }) => lines !== 1).map(({ text }) => text) }
})()`

const shown = async (said: readonly KnownBlock[]): Promise<Page> => {
  const slack = await testSlack()
  const message = { channel: 'C0OPS', text: 'Indexes', blocks: [...said] }
  await postMessage(clientOf(slack), message)
  const page = await openPage(slack)
  await page.getByText('orders_id_idx').waitFor()
  return page
}

const measured = async (page: Page, width: number) => {
  await page.setViewportSize({ width, height: 740 })
  return page.evaluate<{ readonly count: number; readonly apart: readonly string[] }>(broken)
}

test('an answer keeps each figure and name on a line, on a phone and on a desk', async () => {
  const page = await shown(blocks)
  await page.setViewportSize({ width: 375, height: 740 })
  await page.getByTestId('table-more').click()
  for (const width of [375, 600, 1280]) {
    const { count, apart } = await measured(page, width)
    expect(apart).toEqual([])
    expect(count).toBeGreaterThanOrEqual(27)
  }
})

test('a table shows its first three columns within a phone’s width, and all of them on demand', async () => {
  const { blocks: settings } = drawAnswer(
    answer('1 setting of shop-1 and shop-2 is not the default.', {
      table: {
        columns: ['Setting', 'Value', 'Remark', 'Default', 'From'],
        rows: [
          [
            'autovacuum_vacuum_insert_scale_factor',
            '0.4',
            '0.2 on shop-1 after a restart; nodes differ',
            '0.2',
            'postgresql.auto.conf, by ALTER SYSTEM',
          ],
        ],
      },
    }),
    [],
    { to: 'one', again: null },
  )
  const slack = await testSlack()
  await postMessage(clientOf(slack), { channel: 'C0OPS', text: 'Settings', blocks: [...settings] })
  const page = await openPage(slack)
  const more = page.getByTestId('table-more')
  const scrolls = () =>
    page.evaluate<boolean>(
      `(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(document.querySelector('.table-scroll'))`,
    )
  await page.getByText('ALTER SYSTEM').waitFor()
  expect(await more.isVisible()).toBe(false)
  await page.setViewportSize({ width: 360, height: 740 })
  await more.waitFor()
  expect(await page.getByText('ALTER SYSTEM').isVisible()).toBe(false)
  expect(await page.getByText('nodes differ').isVisible()).toBe(true)
  expect(await scrolls()).toBe(false)
  await more.press('Enter')
  expect(await page.getByText('ALTER SYSTEM').isVisible()).toBe(true)
  expect(await more.getAttribute('aria-expanded')).toBe('true')
  expect(await more.innerText()).toBe('Hide 2 more columns')
})

test('the same answer with plain spaces is seen to break', async () => {
  const plain = JSON.stringify(blocks).replaceAll('\u00a0', ' ').replaceAll('\u2060', '')
  const page = await shown(JSON.parse(plain) as readonly KnownBlock[])
  await page.setViewportSize({ width: 375, height: 740 })
  await page.getByTestId('table-more').click()
  const { apart } = await measured(page, 375)
  for (const figure of ['656 kB', '8.5 MB', 'shop-2']) expect(apart).toContain(figure)
})
