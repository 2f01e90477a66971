/** The journey of a primary that is killed: told, failed over to the replica, and built anew as a replica. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { serverOf } from '#cluster/facts/clone/server-of'
import type { OpenLocalMode } from '#test/support/browser'

/** Of a busy machine. */
const patient = { timeout: 110_000 }

/** Tests of a local mode that is ready, with shop-1 as the primary. */
export const testFailedOver = (local: OpenLocalMode): void => {
  const { page, data } = local
  const lastWith = (action: string) =>
    page.locator(`[data-testid=messages] [data-action=${action}]`).last()
  const press = (label: string) => page.getByRole('button', { name: label }).last().click(patient)

  const approve = async (plan: string, told: RegExp): Promise<void> => {
    await local.sees(plan, 110)
    await lastWith('approve').waitFor(patient)
    await local.act('U_ADAM')
    await lastWith('approve').click()
    await page.getByTestId('confirm-yes').click()
    await local.sees(told, 240)
    await local.act('U_OLGA')
  }

  describe('a primary of the shop that was killed', () => {
    test('is told with who could take over, and fails over by a plan that says what may be lost', async () => {
      await local.act('U_OLGA')
      await local.channel('C_OPS')
      process.kill((await serverOf(join(data, 'servers/shop-1/data'))) ?? 0, 'SIGKILL')
      await local.sees('shop-1, the primary of shop, gives no answer.', 110)
      expect(await local.words()).toContain('shop-2 could take over: it has WAL up to')
      await press('Fail Over')
      const modal = page.getByTestId('modal')
      await modal.waitFor(patient)
      await modal.getByLabel('Over').fill('shop')
      await page.getByTestId('modal-submit').click()
      await local.sees('Fail shop over to shop-2: shop-1 is gone', 110)
      expect(await local.words()).toMatch(
        /May be lost[^]{1,20}(nothing that was committed|at most \d+ committed transactions?)/,
      )
      await approve('Fail shop over to shop-2', /shop-2 is the primary\. Times:/)
      await local.sees(/shop has a primary again after .+: shop-2\./, 60)
    }, 400_000)

    test('is a replica again by a button', async () => {
      await press('Rebuild shop-1')
      await approve('Build shop-1 of shop anew', /shop-1 is built anew and streams:/)
      await local.say('/pg replication status')
      await local.sees('shop-2 is the primary of shop; shop-1 could take over.', 60)
      expect(await local.words()).toContain('shop-1 is built anew and streams:')
    }, 600_000)
  })
}
