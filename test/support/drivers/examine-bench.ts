/** The bench of the driver that examines clones. */
import { drivers } from '#cluster/drivers/catalogue'
import type { Place } from '#model/actions/action-kind'
import { stillFenced } from '#model/actions/action-kind'
import type { CloneAction } from '#model/actions/clone'
import type { Operated } from '#model/actions/driver'
import type { ExamineAction } from '#model/drill/examine'
import type { Bench } from '#test/support/drivers/bench'
import { reins } from '#test/support/drivers/check'
import type { TestRepository } from '#test/support/repository'

/** Makes the clone to examine: an examination leaves a clone as before. */
export const makeOnce = async (action: CloneAction, cluster: Operated): Promise<void> => {
  const hand = await drivers.clone.take(action, { cluster, run: 'r-examined', token: 1 })
  await hand.act(action, reins())
  await hand.close()
}

export const examineBench = (
  { node, database }: Place,
  { folder, clones }: TestRepository,
  clone: string,
): Bench<ExamineAction> => {
  let made = 0
  const examining = (more: Partial<ExamineAction> = {}): ExamineAction => ({
    kind: 'examine',
    node,
    database,
    duty: 'observe',
    folder,
    drill: `drill-${(made += 1)}`,
    backup: 'full-1',
    clone,
    place: clones,
    askedAt: '2026-11-30T02:08:00.500Z',
    exposedSeconds: 40,
    exposedBytes: 1_024,
    queries: [],
    indexSeconds: 60,
    deadlineSeconds: 120,
    ...more,
  })
  // Longer than any test.
  const sleeping = [{ name: 'sleep', sql: 'select pg_sleep(600)', expect: '= done' }]
  return {
    mark: stillFenced,
    absent: () => examining(),
    slow: () => examining({ queries: sleeping }),
    refused: () => examining({ clone: 'shop-clone-901' }),
    refusedAs: /^drill\.no-clone$/,
    late: () => examining({ queries: sleeping, deadlineSeconds: 2 }),
    fulfil: null,
    halve: null,
    inPieces: null,
    telling: () => examining(),
    told: /^\{"evidence":"[0-9a-f]{64}","failed":\d+,"bytes":\d+,"wal_bytes":\d+,"unpack_seconds":[\d.e-]+,"start_seconds":[\d.]+,"replay_seconds":[\d.]+,"check_seconds":[\d.]+\}$/,
  }
}
