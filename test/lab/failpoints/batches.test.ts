/** Kills and freezes batches at each failpoint, there and back. */
import { describe, expect, test } from 'vitest'
import { failpointsOf, pieceFailpointsOf, undoFailpointsOf } from '#src/failpoint'
import { startWalking, walked } from '#test/support/batches/walk'
import { expectEndedOnce } from '#test/support/kills'
import { tellOnFailure } from '#test/support/run/tell-on-failure'

const { howdah, counts, walk } = await startWalking()
const { rows } = walked
tellOnFailure(howdah)

/** A process that wakes late is dangerous where it held the run, an intent, or a piece. */
const frozenAt = /^run taken$|^(step|undo) 0 (intent|acted|before checkpoint|checkpoint|committed)$/

const both = (points: readonly string[]) => [
  ...points.map(point => [point, 'kill'] as const),
  ...points.filter(point => frozenAt.test(point)).map(point => [point, 'freeze'] as const),
]

describe('batches', () => {
  test.each(both([...failpointsOf(1), ...pieceFailpointsOf('step', 0)]))(
    'do each row once although at "%s" their process meets a %s',
    async (point, how) => {
      const { change, name } = await walk(point, how)
      await expectEndedOnce(howdah.store, change.plan.id, 'succeeded')
      expect(await counts(name)).toEqual([{ n: 1, rows }])
    },
    300_000,
  )

  test.each(both([...undoFailpointsOf(0), ...pieceFailpointsOf('undo', 0)]))(
    'are taken back once although at "%s" their process meets a %s',
    async (point, how) => {
      const { change, name } = await walk(point, how, {
        add: `n + (1 + 0 / (${rows} - id))::int`,
      })
      await expectEndedOnce(howdah.store, change.plan.id, 'failed')
      expect(await counts(name)).toEqual([{ n: 0, rows }])
    },
    300_000,
  )
})
