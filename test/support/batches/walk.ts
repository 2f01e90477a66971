/** Walks batches through failpoints: a process is killed or frozen there, and the run ends all the same. */
import { expect } from 'vitest'
import type { Change } from '#model/change'
import { startCounting } from '#test/support/batches/counted'
import { openEngines } from '#test/support/engines'

/** Rows of each table, and of a batch. */
export const walked = { rows: 40, batch: 10 } as const

export const startWalking = async () => {
  const counting = await startCounting({ engine: { tokenSeconds: 5, sweepSeconds: 0.3 } })
  const { howdah, count, table, when } = counting
  const { engines, oneEnds, twoEngines } = openEngines(howdah)
  let made = 0

  /** Reaches `point` in one of two processes, and waits for the end. */
  const walk = async (
    point: string,
    how: 'kill' | 'freeze',
    input: Readonly<Record<string, unknown>> = {},
  ): Promise<{ readonly change: Change; readonly name: string }> => {
    made += 1
    const name = `walked_${made}`
    await table(name, 'id bigint primary key', 'i', walked.rows)
    await twoEngines()
    const killed = how === 'kill' ? oneEnds() : undefined
    howdah.failAt(point, how)
    const { id } = await count(name, { rows: walked.batch, ...input })
    const change = await when(id, ({ outcome }) => howdah.failed() && outcome !== null)
    // Whoever wakes late must not act any more.
    for (const child of engines.values()) child.kill('SIGCONT')
    expect(howdah.failed()).toBe(true)
    await killed
    return { change, name }
  }
  return { ...counting, twoEngines, walk }
}
