/** Kills the second try to put back a failed undo's leftover around its act and before its end. */
import { describe, expect, test } from 'vitest'
import { runInto, timesRun, twoBots } from '#test/support/kills'
import { startLeftBehind } from '#test/support/left-behind'

const { howdah, drop, allow, leftBehind, tryAgain } = await startLeftBehind()

describe('an undo that failed', () => {
  test.each(['step 0 intent', 'step 0 acted', 'before end'])(
    'is put back once when Howdah is killed at "%s" of the second try',
    async point => {
      const plan = await leftBehind()
      await allow()
      const before = timesRun(howdah, drop)
      const again = await tryAgain(plan)
      await twoBots(howdah)
      expect(await runInto(howdah, point, again)).toBe('succeeded')
      expect(timesRun(howdah, drop) - before).toBe(1)
    },
    300_000,
  )
})
