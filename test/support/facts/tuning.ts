/** Facts by which advice about settings is judged: a quiet, well set up shop, until an override says otherwise. */
import type { Judging } from '#checks/config/judged'
import type { Workload } from '#cluster/facts/config/workload'
import { configAbout, configNode, setting, usualSettings } from '#test/support/facts/config'

/** 2026-11-29 12:00 UTC. */
export const now = Date.UTC(2026, 10, 29, 12) / 1_000
export const days = (count: number): number => now - count * 86_400
export const minutes = (count: number): number => now - count * 60

type Counters = Pick<Workload, 'databases' | 'checkpoints' | 'wal' | 'sessions' | 'vacuum'>
type Parts = { readonly [Key in keyof Counters]?: Partial<Workload[Key]> }

export const workload = (more: Parts = {}, began: number | null = days(7)): Workload => ({
  at: now,
  sees: true,
  bytes: 10 * 1_024 ** 3,
  databases: {
    began,
    transactions: 5_000_000,
    temporaryFiles: 0,
    temporaryBytes: 0,
    hits: 99_000_000,
    reads: 1_000_000,
    deadlocks: 0,
    ...more.databases,
  },
  checkpoints: { began, requested: 2, timed: 2_016, ...more.checkpoints },
  wal: { began, bytes: 50 * 1_024 ** 3, images: 1_000_000, ...more.wal },
  sessions: { connections: 12, idle: 8, most: 97, waiting: 0, ...more.sessions },
  vacuum: {
    began,
    workers: 0,
    oldestSnapshotSeconds: 1,
    overdue: [],
    overdueTables: 0,
    ...more.vacuum,
  },
})

const on = (name: string, value: 'on' | 'off' = 'on', boot = value) =>
  setting(name, {
    unit: null,
    vartype: 'bool',
    setting: value,
    boot,
    context: 'sighup',
    about: '',
  })
const number = (name: string, value: string, unit: string | null = null) =>
  setting(name, { unit, setting: value, boot: value, context: 'sighup', about: '' })

/** What the rules ask for beside the usual settings. */
const asked = [
  on('autovacuum'),
  on('enable_indexscan'),
  on('enable_partitionwise_join', 'off'),
  on('log_lock_waits', 'off'),
  on('track_counts'),
  number('autovacuum_max_workers', '3'),
  number('autovacuum_vacuum_cost_delay', '2', 'ms'),
  number('autovacuum_vacuum_cost_limit', '-1'),
  number('checkpoint_timeout', '300', 's'),
  number('deadlock_timeout', '1000', 'ms'),
  number('vacuum_cost_limit', '200'),
]

const named = (name: string, more: readonly ReturnType<typeof setting>[]) => {
  const node = configNode(name)
  return {
    ...node,
    settings: [...usualSettings, ...asked].map(
      one => more.find(other => other.name === one.name) ?? one,
    ),
  }
}

/** `changed` are settings that differ from the usual ones on both nodes. */
export const judging = (
  more: Partial<Judging> & { readonly changed?: Parameters<typeof named>[1] } = {},
): Judging => {
  const { changed = [], ...rest } = more
  return {
    ...configAbout(),
    nodes: [named('shop-1', changed), named('shop-2', changed)],
    database: 'app',
    workloads: { 'shop-1': workload(), 'shop-2': workload() },
    spilling: { read: true, statements: [] },
    machine: { memoryBytes: 16 * 1_024 ** 3, cores: 4 },
    walFreeBytes: 100 * 1_024 ** 3,
    changedAt: new Map(),
    ...rest,
  }
}
