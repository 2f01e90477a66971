/**
 * The values of PGTune (github.com/le0pard/pgtune, configurationSlice.js of 2026-07), for comparison: type "mixed" on
 * Linux with an SSD. A formula over the machine, without any knowledge of the traffic.
 */
import { shownSetting } from '#text/setting-value'

export interface TunedMachine {
  readonly memoryBytes: number
  readonly cores: number
  /** max_connections in force. */
  readonly connections: number
}

const kilobyte = 1_024
const [megabyte, gigabyte] = [kilobyte, kilobyte ** 2]

/** By setting, as SHOW would write the value. */
export const pgTune = ({
  memoryBytes,
  cores,
  connections,
}: TunedMachine): Readonly<Record<string, string>> => {
  const memory = memoryBytes / kilobyte
  const buffers = Math.floor(memory / 4)
  const maintenance = Math.min(Math.floor(memory / 16), 8 * gigabyte)
  const parallel = cores >= 4
  const workers = parallel ? cores : 8
  const each = Math.floor((memory - buffers) / ((connections + workers) * 3) / 2)
  const gathering = Math.min(4, Math.ceil(cores / 2))
  return {
    shared_buffers: size(buffers),
    effective_cache_size: size(Math.floor((memory * 3) / 4)),
    maintenance_work_mem: size(maintenance),
    work_mem: size(Math.max(each, 4 * megabyte)),
    wal_buffers: size(walBuffers(buffers)),
    min_wal_size: size(gigabyte),
    max_wal_size: size(4 * gigabyte),
    checkpoint_completion_target: '0.9',
    default_statistics_target: '100',
    random_page_cost: '1.1',
    effective_io_concurrency: '200',
    huge_pages: buffers >= 2 * gigabyte ? 'try' : 'off',
    jit: 'off',
    wal_compression: 'lz4',
    ...(parallel
      ? {
          max_worker_processes: String(cores),
          max_parallel_workers_per_gather: String(gathering),
          max_parallel_workers: String(cores),
          max_parallel_maintenance_workers: String(gathering),
        }
      : {}),
    ...(cores >= 16 ? { autovacuum_max_workers: cores >= 32 ? '5' : '4' } : {}),
    ...(maintenance >= 2 * gigabyte ? { autovacuum_work_mem: size(2 * gigabyte) } : {}),
  }
}

/** 3 % of shared_buffers between 32 kB and 16 MB; from 14 MB on, 16 MB. */
const walBuffers = (buffers: number): number => {
  const most = 16 * megabyte
  const share = Math.floor((3 * buffers) / 100)
  return share > 14 * megabyte ? most : Math.max(share, 32)
}

const size = (amount: number): string =>
  shownSetting(String(amount), { vartype: 'integer', unit: 'kB' })
