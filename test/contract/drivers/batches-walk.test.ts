/**
 * Batches whose process is killed or frozen around each piece: no row is done twice, and none is left out. The lab
 * walks through all failpoints.
 */
import { describe, expect, test } from 'vitest'
import { pieceFailpointsOf } from '#src/failpoint'
import { startWalking, walked } from '#test/support/batches/walk'
import { person } from '#test/support/in-process'
import { expectEndedOnce } from '#test/support/kills'

const { howdah, house, count, table, counts, when, twoEngines, walk } = await startWalking()
const { rows } = walked

const forward = ['step 0 intent', ...pieceFailpointsOf('step', 0), 'step 0 acted']

describe('batches', () => {
  test.each(forward.flatMap(point => [[point, 'kill'] as const, [point, 'freeze'] as const]))(
    'do each row once although at "%s" their process meets a %s',
    async (point, how) => {
      const { change, name } = await walk(point, how)
      await expectEndedOnce(howdah.store, change.plan.id, 'succeeded')
      expect(await counts(name)).toEqual([{ n: 1, rows }])
    },
    300_000,
  )

  test.each(pieceFailpointsOf('undo', 0))(
    'are taken back once, and no further than they came, although their process is killed at "%s"',
    async point => {
      const { change, name } = await walk(point, 'kill', {
        add: `n + (1 + 0 / (${rows} - id))::int`,
      })
      await expectEndedOnce(howdah.store, change.plan.id, 'failed')
      expect(await counts(name)).toEqual([{ n: 0, rows }])
    },
    300_000,
  )

  test('that are stopped in the middle keep what is done, and say how far they came', async () => {
    await table('halted', 'id bigint primary key', 'i', rows)
    await twoEngines()
    const { id } = await count('halted', { rows: 10, pause: 3_000 })
    await when(id, ({ run }) => (run?.progress?.phase ?? '').includes('rows done'))
    await house.engine.cancel(person('olga'), id)
    const { ending } = await when(id, ({ outcome }) => outcome === 'cancelled')
    const [none, once] = await counts('halted')
    const done = once?.rows ?? 0
    expect(ending).toContain(
      `olga stopped it. ${done} rows were done in ${done / 10} batch${done === 10 ? '' : 'es'}. What comes after id ${done}, up to 40, is left.`,
    )
    expect(ending).toContain(
      'What was done is kept. Undo takes it back: Take one from each row of public.halted.',
    )
    expect((none?.rows ?? 0) + done).toBe(rows)
  })
})
