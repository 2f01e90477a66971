/** A drop that waits for a reader of the table and is stopped there, and so has to be taken back. */
import { expect } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { type Howdah, wordsOf } from '#test/support/howdah'

/** Approves the drop of `index`, and stops the drop when only a stop can end the wait. */
export const stopDrop = async (
  howdah: Howdah,
  plan: PageMessage,
  { table, index }: { readonly table: string; readonly index: string },
): Promise<void> => {
  const reader = await howdah.managed.connect(howdah.database)
  try {
    await reader.query('begin isolation level repeatable read')
    await reader.query(`select from ${table}`)
    await howdah.click('adam', plan, 'approve')
    const running = await howdah.message(
      one => one.ts === plan.ts && wordsOf(one).includes('Running: Drop'),
      'the run under way',
    )
    const dropping = () =>
      howdah.managed.query(
        howdah.database,
        `select from pg_stat_activity where state = 'active' and wait_event_type = 'Lock'
           and query like 'DROP INDEX CONCURRENTLY%' || $1`,
        [index],
      )
    await expect.poll(dropping, { timeout: 110_000 }).toHaveLength(1)
    await howdah.click('adam', running, 'stop')
    // A rebuild repairs the index, and waits for the reader as well.
    await expect.poll(dropping, { timeout: 110_000 }).toEqual([])
  } finally {
    await reader.end()
  }
}
