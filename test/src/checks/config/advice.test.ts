import { describe, expect, test } from 'vitest'
import { adviceOf } from '#checks/config/advice'
import type { Judging } from '#checks/config/judged'
import { altered, setting } from '#test/support/facts/config'
import { days, judging, workload } from '#test/support/facts/tuning'

const MB = 1_048_576
const GB = 1_024 * MB

const only = (more: Parameters<typeof workload>[0], began?: number | null) => ({
  workloads: { 'shop-1': workload(more, began) },
})

/** `work_mem=16MB`. */
const proposed = (more: Parameters<typeof judging>[0]) =>
  adviceOf(judging(more)).proposals.map(one => `${one.setting}=${one.value}`)

const report = {
  label: 'Report',
  calls: 100,
  bytes: 400 * MB,
  share: 0.9,
}
const spilling: Judging['spilling'] = { read: true, statements: [report] }
const files = { databases: { temporaryFiles: 100, temporaryBytes: 20 * GB } }
const flag = (name: string, value: 'on' | 'off') =>
  altered(name, value, { unit: null, vartype: 'bool', boot: value === 'on' ? 'off' : 'on' })

describe('advice about settings', () => {
  test('is nothing for a shop that is well set up, whatever a formula says', () => {
    expect(adviceOf(judging())).toEqual({ proposals: [], remarks: [], unjudged: [] })
  })

  test('sizes work_mem by what statements write to temporary files, and says since when', () => {
    const [one] = adviceOf(judging({ ...only(files), spilling })).proposals
    expect(one).toEqual({
      setting: 'work_mem',
      value: '16MB',
      now: '4MB',
      evidence:
        'shop-1 wrote 100 temporary files, 20 GB, since 2026-11-22 12:00 UTC (7 days). Report writes 4.0 MB with each call, 90 % of what statements of this database write (100 calls).',
      expected:
        'Such sorts fit into memory and write no temporary files. Each sort of each session may take that much. shop-1 has 16 GB of memory and 12 connections now.',
      since: '2026-11-22T12:00:00.000Z',
    })
  })

  test('looks at the node that writes most', () => {
    const workloads = { 'shop-1': workload(), 'shop-2': workload(files) }
    expect(adviceOf(judging({ workloads, spilling })).proposals[0]?.evidence).toContain(
      'shop-2 wrote 100',
    )
  })

  test.each<readonly [string, Parameters<typeof judging>[0], readonly string[]]>([
    [
      'a small machine gets less memory for sorts',
      { ...only(files), spilling, machine: { memoryBytes: GB, cores: 2 } },
      ['work_mem=8MB'],
    ],
    [
      'a machine that nobody sees gets little',
      {
        ...only(files),
        spilling: { read: true, statements: [{ ...report, bytes: 5_000 * MB }] },
        machine: null,
      },
      ['work_mem=64MB'],
    ],
    [
      'where statements cannot be read the files themselves tell',
      {
        ...only({ databases: { temporaryFiles: 10_000, temporaryBytes: 50 * GB } }),
        spilling: { read: false, because: 'pg_stat_statements is not loaded' },
      },
      ['work_mem=32MB'],
    ],
    [
      'a trickle of temporary files is not worth a change',
      only({ databases: { temporaryFiles: 100, temporaryBytes: 100 * MB } }),
      [],
    ],
    [
      'room for WAL comes by what is written between checkpoints',
      only({
        checkpoints: { requested: 5_000, timed: 1_000 },
        wal: { bytes: 4_000 * GB, images: 0 },
      }),
      ['max_wal_size=8GB'],
    ],
    [
      'a small disk limits it',
      {
        ...only({
          checkpoints: { requested: 5_000, timed: 1_000 },
          wal: { bytes: 4_000 * GB, images: 0 },
        }),
        walFreeBytes: 6 * GB,
      },
      ['max_wal_size=2GB'],
    ],
    [
      'whole pages that make up WAL are compressed, by the best method that PostgreSQL has',
      only({ wal: { bytes: 200 * GB, images: 15_000_000 } }),
      ['wal_compression=lz4'],
    ],
    [
      'vacuums pause less where all workers are busy and tables are overdue',
      only({
        vacuum: {
          workers: 3,
          overdueTables: 1,
          overdue: [{ table: 'public.users', dead: 900_000, live: 100_000 }],
        },
      }),
      ['autovacuum_vacuum_cost_limit=800'],
    ],
    [
      'a cache that misses on a machine with memory to spare grows',
      only({ databases: { hits: 5_000_000, reads: 5_000_000 } }),
      ['shared_buffers=4GB'],
    ],
    [
      'deadlocks are worth a line in the log',
      only({ databases: { deadlocks: 3 } }),
      ['log_lock_waits=on'],
    ],
    [
      'a session that waits right now is, too',
      only({ sessions: { waiting: 1 } }),
      ['log_lock_waits=on'],
    ],
    [
      'what somebody switched off comes first',
      { changed: [flag('autovacuum', 'off'), flag('enable_indexscan', 'off')] },
      ['autovacuum=on', 'enable_indexscan=on'],
    ],
    [
      'what is off by default stays off',
      {
        changed: [
          setting('enable_partitionwise_join', { vartype: 'bool', setting: 'off', boot: 'off' }),
        ],
      },
      [],
    ],
  ])('%s', (_, more, expected) => {
    expect(proposed(more)).toEqual(expected)
  })

  test('judges again what was changed before the count began', () => {
    const changedAt = new Map([['work_mem', new Date(days(30) * 1_000).toISOString()]])
    expect(proposed({ ...only(files), spilling, changedAt })).toEqual(['work_mem=16MB'])
  })
})
