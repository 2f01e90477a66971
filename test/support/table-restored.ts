/** The journey of a table that somebody dropped: restored beside, brought back, told in one thread. */
import { describe, expect, test } from 'vitest'
import type { OpenLocalMode } from '#test/support/browser'
import { askSample } from '#test/support/local-mode'

/** Of a busy machine. */
const patient = { timeout: 110_000 }

/** Tests of a local mode that is ready, on a table that nothing else uses. */
export const testTableRestored = (local: OpenLocalMode): void => {
  const { page, data } = local

  const lastWith = (action: string) =>
    page.locator(`[data-testid=messages] [data-action=${action}]`).last()

  /** The newest message with such words: a broadcast reply stands in the channel too. */
  const messageOf = (words: string) =>
    page.locator('[data-testid=messages] [data-ts]').filter({ hasText: words }).last()

  const ended = (words: string) =>
    messageOf(words)
      .getByText(/Done\./)
      .first()
      .waitFor({ timeout: 240_000 })

  const approve = async (words: string): Promise<void> => {
    await messageOf(words).waitFor(patient)
    await lastWith('approve').waitFor(patient)
    await local.act('U_ADAM')
    await lastWith('approve').click()
    await ended(words)
    await local.act('U_OLGA')
  }

  const sumOf = async (table: string): Promise<string> =>
    (
      await askSample<{ sum: string }>(
        data,
        `select count(*) || ' ' || md5(string_agg(r::text, ',' order by id)) as sum from ${table} r`,
      )
    )[0]?.sum ?? ''

  let sum = ''

  describe('SC-009: a table that somebody dropped', () => {
    test('was in a backup that was taken before', async () => {
      await local.act('U_OLGA')
      await local.channel('C_OPS')
      sum = await sumOf('receipts')
      await local.say('/pg backup take')
      await approve('base backup')
      await local.say('/pg backup list')
      await local.sees('full-1', 60)
      expect(await local.words()).toContain('full-1')
    }, 400_000)

    test('is there again in a clone of the moment before, beside the live server', async () => {
      await local.pull('drop')
      await local.say('/pg restore point-in-time before-drop=receipts')
      await approve(' of shop as it was before public.receipts was dropped')
      expect(await local.words()).toMatch(/replayed up to [0-9A-F]+\/[0-9A-F]+/)
    }, 400_000)

    test('comes back by a button under the restore, in a schema of its own, row by row', async () => {
      await messageOf(' of shop as it was before public.receipts was dropped')
        .getByText('Export Table')
        .click()
      const modal = page.getByTestId('modal')
      await modal.waitFor(patient)
      await modal.getByLabel('Table').fill('receipts')
      await page.getByTestId('modal-submit').click()
      await approve('Bring public.receipts')
      const [found] = await askSample<{ name: string }>(
        data,
        `select quote_ident(nspname) as name from pg_namespace where nspname like 'recovered_receipts%'`,
      )
      expect(await sumOf(`${found?.name}.receipts`)).toBe(sum)
      await messageOf('Bring public.receipts').getByText('Merge by Hand').click()
      // Slack answers a button of a reply in its thread.
      await messageOf(' of shop as it was before public.receipts was dropped')
        .getByTestId('thread-link')
        .click()
      const thread = page.getByTestId('thread')
      await thread
        .getByText(/to\smerge\sinto/)
        .last()
        .waitFor(patient)
      await page.getByTestId('thread-close').click()
    }, 400_000)

    test('is told in one thread, on a phone too, to the end of the clone', async () => {
      await messageOf(' of shop as it was before public.receipts was dropped')
        .getByText('End Clone')
        .click()
      await page.getByTestId('confirm-yes').click()
      await approve('End shop-clone-')
      await local.phone()
      await messageOf(' of shop as it was before public.receipts was dropped')
        .getByTestId('thread-link')
        .click()
      const thread = page.getByTestId('thread')
      await thread.getByText('Bring public.receipts').first().waitFor(patient)
      await thread.getByText('End shop-clone-').first().waitFor(patient)
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(
        true,
      )
      await page.getByTestId('thread-close').click()
      await local.desktop()
      await local.say('/pg clone list')
      await local.sees(/no clone/i, 60)
    }, 400_000)
  })
}
