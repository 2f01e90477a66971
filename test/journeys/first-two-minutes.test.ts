import { describe, expect, test } from 'vitest'
import { openLocalMode } from '#test/support/browser'
import { asControlOwner } from '#test/support/local-mode'
import { testSafetyNet } from '#test/support/safety-net'
import { openStory } from '#test/support/story'
import { testTableRestored } from '#test/support/table-restored'
import { tellPageOnFailure } from '#test/support/tell-page-on-failure'

const local = await openLocalMode()
const { page, data } = local
tellPageOnFailure(local)

/** The picture in README, where `npm run picture` asks for it. */
const story = openStory(page)
const picture = process.env['PICTURE']

/** Finds the last message with such a button. */
const lastWith = (action: string) =>
  page.locator(`[data-testid=messages] [data-action=${action}]`).last()

/** Reads "29 ms", "0.02 ms", "1.2 s" as milliseconds. */
const inMs = (text: string): number => {
  const [, amount = '', unit = ''] = /([\d.]+) (ms|s)/.exec(text) ?? []
  return Number(amount) * (unit === 's' ? 1_000 : 1)
}

/** Expects at least two positions of the bar with different figures. */
const expectBarMoves = async (): Promise<void> => {
  const seen = new Set<string>()
  const look = async (): Promise<number> => {
    for (const [found] of (await local.words()).matchAll(/[▓░]{20} \d+ %/g)) seen.add(found)
    return seen.size
  }
  await expect.poll(look, { timeout: 40_000, interval: 200 }).toBeGreaterThan(1)
}

describe('the first two minutes', () => {
  test('show a page long before the cluster is ready', async () => {
    await local.sees(
      /shop is ready: primary and 1 replica, lag (?!0 )[\d.]+ m?s, \d+ queries\/s/,
      240,
    )
    expect(local.firstPageSeconds).toBeLessThan(local.seconds() / 2)
  })

  test('report what needs somebody, with a chart', async () => {
    await local.channel('C_REPORTS')
    await local.sees('shop: 1 finding.', 60)
    expect(await local.words()).toMatch(
      /User search takes .+, \d+ % of database time; reads 400,000 rows to return 1\./,
    )
    const image = page.getByTestId('messages').locator('img.large')
    await expect
      .poll(() =>
        image.evaluate(drawn => (drawn as unknown as { naturalWidth: number }).naturalWidth),
      )
      .toBe(1_440)
    await story.keep()
  })

  test('show the query that is slow', async () => {
    await page.getByText('Show Query').click()
    // A schedule's thread tells the same statement without the file.
    await local.sees(/Counted over the last/)
    await page.getByText('Get slow-shop.sql').click()
    await local.sees(/slow-shop\.sql is in your direct messages with Howdah\./)
    expect(await local.words()).toMatch(
      /User search takes \d+ % of the time, .+ each, over the last .+\.[^]+select id, name, email from users where lower\(email\) = \$1 and active\n[^]+slow-shop\.sql/,
    )
  })

  test('SC-001: a plan from one click, approved by another person on a phone, makes user search at least 40 % faster', async () => {
    await page.getByText('Plan Index').click()
    await local.sees(/is waiting for approval in/)
    await local.channel('C_OPS')
    await lastWith('approve').waitFor()
    expect(await local.words()).toContain(
      'CREATE INDEX CONCURRENTLY users_lower_idx ON public.users',
    )
    await story.keep(260)
    await lastWith('approve').click()
    await local.sees('You asked for this yourself; it needs a second person.')
    await local.act('U_GUS')
    await lastWith('approve').click()
    await local.sees('Guests may not use Howdah.')

    // Dana may approve as well as Adam, and needs no advice.
    await local.act('U_DANA')
    expect(await page.getByTestId('hint-text').isVisible()).toBe(false)
    await local.act('U_OLGA')
    await local.phone()
    expect(await page.getByTestId('hint-text').innerText()).toBe(
      'A plan waits for a second person: act as Adam.',
    )
    await page.getByTestId('hint-act-as').click()
    expect(await page.getByTestId('act-as').inputValue()).toBe('U_ADAM')
    await lastWith('approve').scrollIntoViewIfNeeded()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375)
    await lastWith('approve').click()
    await lastWith('undo').waitFor({ timeout: 60_000 })
    await local.desktop()
    await local.sees(/User search: .+ → .+ \(\d+ calls in .+ before, \d+ in .+ after\)/, 60)
    const [, before = '', after = ''] =
      /User search: (.+?) → (.+?) \(/.exec(await local.words()) ?? []
    expect(inMs(after)).toBeLessThan(inMs(before) * 0.6)
    const chart = page.getByTestId('messages').locator('img.large').last()
    await chart.waitFor()
    await chart.scrollIntoViewIfNeeded()
    await story.keep(260)
    if (picture !== undefined) await story.write(picture)
  })

  test('undo by a plan that Dana approves', async () => {
    await local.act('U_ADAM')
    await lastWith('undo').click()
    await local.sees('Only operators may ask for changes.')
    await local.act('U_OLGA')
    await lastWith('undo').click()
    await local.sees(/Undo “Build index users_lower_idx/)
    await local.act('U_DANA')
    await lastWith('approve').click()
    await local.sees(/Undone by/)
    expect(await lastWith('approve').count()).toBe(0)
  })

  test('ask for missing values with a form', async () => {
    await local.act('U_OLGA')
    await local.say('/pg index create users')
    const modal = page.getByTestId('modal')
    await modal.waitFor()
    await modal.getByLabel('Columns').fill('sent_at')
    await page.getByTestId('modal-submit').click()
    await modal.getByText(/has no column sent_at/).waitFor()
    await page.getByTestId('modal-close').click()
    await modal.waitFor({ state: 'detached' })
    expect(await lastWith('approve').count()).toBe(0)
  })

  test('go on with another process when one is killed in the middle of a build', async () => {
    await local.act('U_OLGA')
    // The build is slow enough, on any machine, to show several positions of its bar and to be killed halfway.
    await local.say('/pg index create messages columns=md5(repeat(body,300))')
    await lastWith('approve').waitFor()
    await local.act('U_ADAM')
    await lastWith('approve').click()
    await local.sees('Running step 1 of 2: Build')
    await expectBarMoves()
    await local.pull('kill')
    const build = page
      .locator('[data-testid=messages] [data-ts]')
      .filter({ hasText: 'on public.messages' })
      .last()
    await build.locator('[data-action=undo]').waitFor({ timeout: 90_000 })
    await build.getByTestId('thread-link').click()
    const thread = page.getByTestId('thread')
    await thread.getByText(/stopped responding/).waitFor()
    expect(await thread.innerText()).toMatch(/Process \w+ took over and checks what was done/)
    await page.getByTestId('thread-close').click()
  })
})

testSafetyNet(local)
testTableRestored(local)

describe('the first minutes, at the end,', () => {
  test('find the entry that was tampered with', async () => {
    await local.act('U_OLGA')
    await local.say('/pg audit verify')
    await local.sees(/The record holds: \d+ entries, anchored outside/)
    await local.pull('tamper')
    await local.say('/pg audit verify')
    await local.sees(/The record was tampered with: entry \d+ was altered/, 90)
    await local.channel('C_REPORTS')
    await local.sees(/The record was tampered with: entry \d+ was altered/, 90)
    // On a new day the finding is said anew, with the same words about the record.
    await local.sees('Keep an export, and find out who it was.', 90)
    expect(await local.words()).toMatch(/entry \d+ was altered/)
  })

  test('find that the end of the record was removed', async () => {
    await asControlOwner(data, [
      'alter table howdah.audit disable trigger audit_is_append_only',
      'delete from howdah.audit where seq > 3',
    ])
    await local.channel('C_OPS')
    await local.say('/pg audit verify')
    // What Howdah writes meanwhile stands where an anchored entry was.
    const found = /or its end was removed\.|or one before it was rewritten: its anchor outside/
    await local.sees(found)
    expect(await local.words()).toMatch(found)
  })
})
