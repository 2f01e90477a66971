/** The faults of replication, failover and pools: a table of each outcome with the test that shows it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

interface Fault {
  readonly fault: string
  readonly outcome: string
  /** Under `test`, and a part of the title; null for a fault without a test so far. */
  readonly shown: readonly [file: string, title: string] | null
}

const row = (fault: string, outcome: string, file: string, title: string): Fault => ({
  fault,
  outcome,
  shown: [file, title],
})
const missing = (fault: string): Fault => ({ fault, outcome: 'not tested yet', shown: null })

const faults: readonly Fault[] = [
  row(
    'kill -9 of the primary',
    'told in seconds; a failover loses no more than its plan has told',
    'live/replication/failover.test.ts',
    'loses no more acknowledged commits than the plan has told',
  ),
  row(
    'kill -9 of Patroni alone',
    'both primaries are told, and nothing acts until one is left',
    'lab/patroni.test.ts',
    'whose Patroni alone was killed has two primaries, and each is told',
  ),
  row(
    'a replica promoted beside the primary',
    'told within 5 s, and the cluster is frozen',
    'live/replication/several-primaries.test.ts',
    'are told in its channel within five seconds, freeze it',
  ),
  missing('kill -9 of etcd'),
  row(
    'kill -9 of PgBouncer while pools are paused',
    'the primary moves, told with what was not resumed; started again, PgBouncer goes there',
    'live/replication/switchover-pools.test.ts',
    'leads a PgBouncer that was killed meanwhile to the new primary',
  ),
  row(
    'kill -9 of the bot at each step of a switchover',
    'one primary',
    'live/replication/switchover.test.ts',
    'ends with one primary when Howdah is killed at',
  ),
  row(
    'kill -9 of the bot at each step of a failover',
    'one primary',
    'live/replication/failover.test.ts',
    'ends with one primary when Howdah is killed at',
  ),
  row(
    'kill -9 of the bot at each step of a switchover by Patroni',
    'one primary',
    'lab/patroni.test.ts',
    'ends with one primary when Howdah is killed at',
  ),
  row(
    'kill -9 of the bot while pools are paused',
    'clients are led to the one primary',
    'live/replication/switchover-pools.test.ts',
    'ends with clients that are led to the one primary when Howdah is killed at',
  ),
  row(
    'kill -9 of every bot while pools are paused',
    'the watchdog resumes them by the deadline',
    'live/replication/switchover-pools.test.ts',
    'pauses no pool past the deadline when no process of Howdah is left',
  ),
  row(
    'kill -9 of the watchdog, and of the bot after it',
    'the next process leads and resumes the pools',
    'live/replication/switchover-pools.test.ts',
    'lets clients go on by the next process when the watchdog and its bot were killed',
  ),
  row(
    'cut between bot and primary',
    'told as one that may live; the failover is refused while a replica receives WAL',
    'live/replication/cut-off-primary.test.ts',
    'is told as one that may live, and is not failed over',
  ),
  row(
    'Patroni does not tell how a switchover ended',
    'looked at until it is done, and never asked for twice',
    'lab/patroni.test.ts',
    'looks until it is done, where Patroni answers %s',
  ),
  row(
    'cut between primary and replica',
    'commits that would wait for the replica go on: the setting goes back',
    'live/replication/set-synchronous.test.ts',
    'takes the setting back when no replica confirms what is written',
  ),
  missing('cut between primary and etcd'),
  missing('cut between PgBouncer and primary'),
  row(
    'cut between bot and control database, for 30 s',
    'one outcome, and the statement ran once',
    'lab/outages.test.ts',
    'of the control database for 30 s during a build ends in one outcome',
  ),
  row(
    'a replica that lags, as a candidate',
    'refused with its reason; the old primary is started again',
    'live/replication/switchover.test.ts',
    'starts the old primary again when the replica does not get everything',
  ),
  row(
    'a replica that lags, as a reader',
    'drained without an error, and back by itself',
    'live/pool/read-routing.test.ts',
    'a replica that lags is drained without an error, and comes back by itself',
  ),
  row(
    'a silent replica, as a reader',
    'left by its readers',
    'live/pool/read-routing.test.ts',
    'leave a silent replica',
  ),
  row(
    'a long transaction against PAUSE',
    'nothing is stopped, and clients go on',
    'live/replication/switchover-pools.test.ts',
    'stops nothing, and lets clients go on, when a transaction does not end in time',
  ),
  missing('a full disk of the replica'),
  row(
    'an old primary with commits of its own',
    'built anew, with what is lost told before',
    'live/replication/failover.test.ts',
    'and the old primary can be built anew',
  ),
]

const table = (): string => {
  const cells = faults.map(({ fault, outcome, shown }) => [fault, outcome, shown?.[0] ?? ''])
  const width = (at: number) => Math.max(...cells.map(cell => cell[at]?.length ?? 0))
  return cells
    .map(cell =>
      cell
        .map((words, at) => words.padEnd(width(at)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

describe('the faults of replication, failover and pools', () => {
  afterAll(() => console.log(table()))

  test.each(faults.flatMap(({ fault, shown }) => (shown ? [[fault, ...shown] as const] : [])))(
    '%s: has a test in %s',
    (_, file, title) => {
      expect(readFileSync(join(import.meta.dirname, '..', file), 'utf8')).toContain(title)
    },
  )
})
