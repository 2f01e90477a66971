import { describe, expect, test } from 'vitest'
import { adviceOf } from '#checks/config/advice'
import type { Judging } from '#checks/config/judged'
import { altered } from '#test/support/facts/config'
import { judging, minutes, workload } from '#test/support/facts/tuning'

const MB = 1_048_576
const GB = 1_024 * MB

const only = (more: Parameters<typeof workload>[0], began?: number | null) => ({
  workloads: { 'shop-1': workload(more, began) },
})

const report = {
  label: 'Report',
  calls: 100,
  bytes: 400 * MB,
  share: 0.9,
}
const spilling: Judging['spilling'] = { read: true, statements: [report] }
const files = { databases: { temporaryFiles: 100, temporaryBytes: 20 * GB } }
describe('advice about settings', () => {
  test.each<readonly [string, Parameters<typeof judging>[0], string]>([
    [
      'a statement too large for any memory',
      { ...only(files), spilling: { read: true, statements: [{ ...report, bytes: 50 * GB }] } },
      'which is the wrong remedy: see `query slow`',
    ],
    [
      'checkpoints that backups ask for',
      only({ checkpoints: { requested: 2_000, timed: 1_000 }, wal: { bytes: GB, images: 0 } }),
      'backups, CREATE DATABASE or somebody’s CHECKPOINT cause them, not a lack of room.',
    ],
    [
      'a disk without room for WAL',
      {
        ...only({
          checkpoints: { requested: 5_000, timed: 1_000 },
          wal: { bytes: 4_000 * GB, images: 0 },
        }),
        walFreeBytes: GB,
      },
      'A larger max_wal_size would help, and there is no room',
    ],
    [
      'a snapshot that keeps dead rows',
      only({
        vacuum: {
          workers: 3,
          oldestSnapshotSeconds: 7_200,
          overdueTables: 1,
          overdue: [{ table: 'public.users', dead: 900_000, live: 100_000 }],
        },
      }),
      'A session has held a snapshot for 2 h, and until it ends, no vacuum removes rows that died since',
    ],
    [
      'connections that run out, most of them idle',
      only({ sessions: { connections: 90, idle: 80 } }),
      'shop-1 uses 90 of 97 connections just now (93 %), 80 of them idle. A pooler or smaller pools help',
    ],
  ])('proposes nothing for %s, and says what it is', (_, more, words) => {
    const advice = adviceOf(judging(more))
    expect(advice.proposals).toEqual([])
    expect(advice.remarks.join(' ')).toContain(words)
  })

  test.each<readonly [string, Parameters<typeof judging>[0], string]>([
    [
      'counters that were reset minutes ago',
      only({ checkpoints: { requested: 50, timed: 1 } }, minutes(20)),
      'max_wal_size: checkpoints are counted since 2026-11-29 11:40 UTC (20 min) only, and an hour is the least to judge by.',
    ],
    [
      'the very first temporary files',
      only({ databases: { temporaryFiles: 5, temporaryBytes: 30 * MB } }, minutes(3)),
      'work_mem: shop-1 wrote 5 temporary files, 30 MB, since 2026-11-29 11:57 UTC (3 min). That is too little to judge by.',
    ],
    [
      'counters of unknown age',
      only(files, null),
      'work_mem: since when temporary files are counted is not known, so they are not judged.',
    ],
    [
      'a server without traffic',
      only({ databases: { transactions: 12 } }),
      'Checkpoints, WAL, vacuum and cache: there was hardly any traffic (12 transactions since 2026-11-22 12:00 UTC (7 days), Howdah’s own among these).',
    ],
    [
      'a setting that was changed after the count began',
      { ...only(files), spilling, changedAt: new Map([['work_mem', '2026-11-28T10:00:00.000Z']]) },
      'work_mem: changed on 2026-11-28 10:00 UTC, and the evidence is older. What it brought is in `config history work_mem`.',
    ],
    [
      'a setting whose new value waits for a restart',
      {
        ...only({ databases: { hits: 5_000_000, reads: 5_000_000 } }),
        changed: [
          altered('shared_buffers', '16384', { context: 'postmaster', pendingRestart: true }),
        ],
      },
      'shared_buffers: a value is written and pending until the restart of shop-1 and shop-2.',
    ],
    [
      'room for WAL that grew since',
      {
        ...only({
          checkpoints: { requested: 5_000, timed: 1_000 },
          wal: { bytes: 4_000 * GB, images: 0 },
        }),
        changedAt: new Map([['max_wal_size', '2026-11-29T10:00:00.000Z']]),
      },
      'max_wal_size: changed on 2026-11-29 10:00 UTC, and the evidence is older.',
    ],
    [
      'a machine that nobody sees, for the cache',
      { ...only({ databases: { hits: 5_000_000, reads: 5_000_000 } }), machine: null },
      'Whether there is memory for more is not visible from here.',
    ],
    [
      'sessions that the login does not see',
      { workloads: { 'shop-1': { ...workload(), sees: false } } },
      'Connections and waits of shop-1: the login lacks pg_monitor, so that sessions of others are not seen. `doctor` prints the GRANT.',
    ],
  ])('judges nothing by %s, and says so', (_, more, words) => {
    const advice = adviceOf(judging(more))
    expect(advice.proposals).toEqual([])
    expect(advice.unjudged.join(' ')).toContain(words)
  })
})
