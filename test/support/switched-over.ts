/** The journey of a switchover under the traffic of the sample, and back by the undo. */
import { describe, expect, test } from 'vitest'
import type { OpenLocalMode } from '#test/support/browser'
import { askSample } from '#test/support/local-mode'

/** Of a busy machine. */
const patient = { timeout: 110_000 }

/** Tests of a local mode that is ready. */
export const testSwitchedOver = (local: OpenLocalMode): void => {
  const { page, data } = local
  const lastWith = (action: string) =>
    page.locator(`[data-testid=messages] [data-action=${action}]`).last()

  const approve = async (told: RegExp): Promise<void> => {
    await lastWith('approve').waitFor(patient)
    await local.act('U_ADAM')
    await lastWith('approve').click()
    await local.sees(told, 110)
    await local.act('U_OLGA')
  }

  /** Rows that the shop's application has written. */
  const written = async (): Promise<number> =>
    (await askSample<{ n: number }>(data, 'select count(*)::int as n from events'))[0]?.n ?? 0

  /** Of shop-1. */
  const isPrimary = async (): Promise<boolean> =>
    (await askSample<{ is: boolean }>(data, 'select not pg_is_in_recovery() as is'))[0]?.is ?? false

  describe('a switchover of the shop', () => {
    test('refuses the primary, and says why', async () => {
      await local.act('U_OLGA')
      await local.channel('C_OPS')
      await local.say('/pg replication status')
      await local.sees('shop-1 is the primary of shop; shop-2 could take over.', 60)
      await local.say('/pg replication switchover shop-1')
      await local.sees('shop-1 cannot take over now: it is the primary.', 60)
      expect(await local.words()).toContain('Name a replica.')
    })

    test('moves the primary, tells how long no commit went through, and moves it back', async () => {
      const before = await written()
      await local.say('/pg replication switchover shop-2')
      await local.sees('Make shop-2 the primary of shop, in place of shop-1', 60)
      await approve(/shop-2 is the primary\. No commit for [\d.]+ m?s: checkpoint/)
      // The application has found the new primary by itself, and the old one follows.
      await expect.poll(written, { timeout: 110_000 }).toBeGreaterThan(before)
      await lastWith('undo').click()
      await local.sees('Undo “Make shop-2 the primary', 60)
      await approve(/Undone by/)
      await expect.poll(isPrimary, { timeout: 110_000 }).toBe(true)
    }, 400_000)
  })
}
