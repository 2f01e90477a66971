/** Two guarded changes on one cluster: the later is undone first, and the older only if the harm goes on. */
import { describe, expect, test } from 'vitest'
import { harmful, startGuarding } from '#test/support/guarding'
import { saidIn } from '#test/support/switching'

const { changed, sorts, watch, reverted, readingsSince, seen, setting } = await startGuarding()

describe('two changes under guards of one cluster', () => {
  test('are undone in turn: the later first, and the older not when that was enough', async () => {
    await sorts()
    const older = await changed({ ...harmful, setting: 'maintenance_work_mem', value: '65MB' })
    const later = await changed(harmful)
    watch()
    const change = await reverted(later)
    expect(saidIn(change)).toContain(
      `The cause may also be ${older} (Set maintenance_work_mem to 65MB), which is guarded too and stays for now.`,
    )
    expect(await setting()).toBe('4MB')
    const undo = await seen(change.guard?.by ?? '')
    const undoneAt = new Date(undo.endedAt ?? '')
    await expect.poll(() => readingsSince(older, undoneAt), { timeout: 110_000 }).toBeGreaterThan(4)
    expect((await seen(older)).guard?.state).toBe('open')
    expect(await setting('maintenance_work_mem')).toBe('65MB')
  }, 300_000)
})
