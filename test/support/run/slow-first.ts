import { readFileSync } from 'node:fs'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Runs slow files first: files that kill or freeze at each failpoint take minutes, and would run alone at the end. */
const walks = /failpoints/i

/** A minute or more each, mostly of waiting, the longest first. A file left out here is slower at worst. */
const long = [
  'journeys/first-two-minutes',
  'live/restore/point-in-time',
  'live/guard/guarded',
  'live/clone/end',
  'live/pool/pause',
  'live/replication/switchover-pools',
  'live/pool/read-routing',
  'contract/drivers/batches-walk',
  'live/backup/verify',
  'live/index/partitioned/create',
  'contract/local-slack/accessibility',
  'lab/schedule/slots',
  'lab/schedule/mongo-slots',
  'lab/schedule/queue-mongo',
  'lab/schedule/queue-postgres',
  'lab/record/tampering',
  'lab/record/channel-tampering',
  'lab/record/ten-kinds',
  'lab/schedule/forged-slots',
  'live/schedule/plans',
  'live/partition/rotate',
  'lab/run/abandon',
  'lab/record/channel',
  'lab/run/settle',
  'lab/run/settle-answer',
  'live/run/outputs',
  'lab/run/forged-runs',
  'live/config/set',
  'live/run/claims',
  'live/run/preemption',
  'live/report/daily',
  'live/report/round',
  'live/index/requested',
  'live/plan/break-glass',
  'live/terminal/cli',
  'lab/run/cut-off',
  'live/config/reset',
  'contract/generators',
  'live/run/held-up',
  'live/slack/rate-limits',
  'live/slack/fuzz',
  'live/guard/beside',
] as const

/** Begun last, these files would run alone at the end. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const ranks = new Map(sorted.map(file => [file, rankOf(file.moduleId)]))
    // Stable: files of equal rank keep the order.
    return sorted.toSorted((one, other) => (ranks.get(one) ?? 0) - (ranks.get(other) ?? 0))
  }
}

const rankOf = (path: string): number => {
  const place = long.findIndex(name => path.endsWith(`/${name}.test.ts`))
  if (place >= 0) return place
  return walks.test(readFileSync(path, 'utf8')) ? long.length : long.length + 1
}
