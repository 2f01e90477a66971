/** Batches through the engine, in this process: done once, undone, failed, refused. */
import { describe, expect, test } from 'vitest'
import { startCounting } from '#test/support/batches/counted'

const { howdah, house, count, table, counts, read } = await startCounting()

describe('batches', () => {
  test('do each row once, with a checkpoint before each commit', async () => {
    await table('once', 'id bigint primary key', 'i', 1_050)
    const { id, run } = await count('once')
    await house.drive(run)
    expect(await read(id)).toMatchObject({ outcome: 'succeeded', ending: null })
    expect(await counts('once')).toEqual([{ n: 1, rows: 1_050 }])
    const kept = await howdah.store.query<{ body: { done: object; finished: boolean } }>(
      'select body from howdah.checkpoint where run_id = $1 order by seq',
      [run],
    )
    expect(kept).toHaveLength(12)
    expect(kept.at(-1)?.body).toMatchObject({
      finished: true,
      done: { rows: 1_050, pieces: 11, upTo: ['1050'] },
    })
  })
})
