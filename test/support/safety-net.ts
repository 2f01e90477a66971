/** The journey of settings: a report, a good change that is kept with a chart, a harmful one that is taken back. */
import { describe, expect, test } from 'vitest'
import type { OpenLocalMode } from '#test/support/browser'
import { asControlOwner } from '#test/support/local-mode'

/** Of a busy machine. */
const patient = { timeout: 110_000 }

/** Tests of a local mode that is ready, with an untuned shop. */
export const testSafetyNet = (local: OpenLocalMode): void => {
  const { page, data } = local

  const lastWith = (action: string) =>
    page.locator(`[data-testid=messages] [data-action=${action}]`).last()

  /** The message of the last plan with such words. */
  const messageOf = (words: string) =>
    page.locator('[data-testid=messages] [data-ts]').filter({ hasText: words }).last()

  const approveAs = async (who: 'U_ADAM' | 'U_DANA'): Promise<void> => {
    await lastWith('approve').waitFor(patient)
    await local.act(who)
    await lastWith('approve').click()
  }

  const readings = () =>
    asControlOwner(data, [
      `select coalesce(max(at) - min(at) > interval '40 s', false) as enough
       from howdah.reading where moment = 'since'`,
    ])

  describe('a setting changed with a safety net', () => {
    test('is suggested by a report, with evidence from the shop’s own traffic', async () => {
      await local.act('U_OLGA')
      await local.channel('C_REPORTS')
      await local.sees('shop: a setting to change.', 240)
      expect(await local.words()).toMatch(
        /work_mem 4MB → \d+MB\. shop-1 wrote [\d,]+ temporary files, [\d.]+ .B, since .+\. Active senders writes [\d.]+ .B with each call, \d+ % of what statements of this database write \(\d+ calls\)\. Expected: /,
      )
    }, 400_000)

    test('has every right that it takes, and no more than howdah init prints', async () => {
      await local.channel('C_OPS')
      await local.say('/pg doctor')
      await local.sees('shop: all checks passed.', 60)
      await local.say('/pg config advise')
      await local.sees('shop: 1 setting to change.', 60)
      expect(await local.words()).toMatch(/shop-1 runs on \d+ cores? and [\d.]+ .B\. PGTune/)
    })

    test('is planned by the button for every node, watched, and kept by an approver with its chart', async () => {
      await local.channel('C_REPORTS')
      await page.getByText('Plan work_mem').first().click()
      await local.sees(/is waiting for approval in/, 60)
      await local.channel('C_OPS')
      await lastWith('approve').waitFor(patient)
      expect(await local.words()).toMatch(/Set work_mem to \d+MB on shop-1 and shop-2/)
      await approveAs('U_ADAM')
      await local.sees(/Guarded until/, 240)
      const keep = lastWith('keep')
      await keep.waitFor(patient)
      // The figures have to be of ten seconds at least.
      await expect.poll(readings, { timeout: 240_000 }).toEqual([{ enough: true }])
      await keep.click()
      await local.sees(/Adam keeps it/, 60)
      await messageOf('Set work_mem').getByTestId('thread-link').click()
      const thread = page.getByTestId('thread')
      await thread
        .getByText(/Temporary files/)
        .last()
        .waitFor(patient)
      expect((await thread.innerText()).replaceAll('\u00a0', ' ')).toMatch(
        /Temporary files(?: on shop-1)? went from [\d.]+ .?B\/s in the \S+ \S+ before to [\d.]+ .?B\/s/,
      )
      await page.getByTestId('thread-close').click()
      await messageOf('Set work_mem').locator('img.large').waitFor(patient)
    }, 600_000)

    test('that hurts is taken back by its guard, though the process that set it is killed', async () => {
      await local.act('U_OLGA')
      await local.say('/pg config set enable_indexscan=off enable_bitmapscan=off reason="to see"')
      await local.sees(/Set enable_indexscan to off and enable_bitmapscan to off/, 60)
      await approveAs('U_ADAM')
      await local.sees(/Set enable_indexscan[^]*Guarded until/, 110)
      await local.pull('kill')
      await local.sees(/Reverted\./, 120)
      const message = messageOf('Reverted.')
      await message.getByTestId('thread-link').click()
      const thread = page.getByTestId('thread')
      await thread.getByText(/as approved with the change/).waitFor(patient)
      expect((await thread.innerText()).replaceAll('\u00a0', ' ')).toMatch(
        /Mean time of the \d+ heaviest statements(?: on shop-1)? went from [\d.]+ ms in the \S+ \S+ before to [\d.]+ ms/,
      )
      await page.getByTestId('thread-close').click()
    }, 300_000)

    test('is told in the history, the good one and the bad one', async () => {
      await local.act('U_OLGA')
      await local.say('/pg config history')
      await local.sees('shop: 2 changes through Howdah.', 60)
      const words = await local.words()
      expect(words).toMatch(/work_mem 4MB → \d+MB on shop-1 and shop-2/)
      expect(words).toMatch(/Undone by its guard/)
      expect(words).not.toContain('not through Howdah')
    })
  })
}
