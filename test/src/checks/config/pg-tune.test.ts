import { describe, expect, test } from 'vitest'
import { pgTune } from '#checks/config/pg-tune'

const gigabytes = (count: number): number => count * 1_024 ** 3

describe('the values of PGTune', () => {
  test('are those of its published rules, of a machine with 16 GB and 4 cores', () => {
    expect(pgTune({ memoryBytes: gigabytes(16), cores: 4, connections: 100 })).toEqual({
      shared_buffers: '4GB',
      effective_cache_size: '12GB',
      maintenance_work_mem: '1GB',
      work_mem: '20164kB',
      wal_buffers: '16MB',
      min_wal_size: '1GB',
      max_wal_size: '4GB',
      checkpoint_completion_target: '0.9',
      default_statistics_target: '100',
      random_page_cost: '1.1',
      effective_io_concurrency: '200',
      huge_pages: 'try',
      jit: 'off',
      wal_compression: 'lz4',
      max_worker_processes: '4',
      max_parallel_workers_per_gather: '2',
      max_parallel_workers: '4',
      max_parallel_maintenance_workers: '2',
    })
  })

  test('leave processes alone on fewer than four cores, and never go below 4 MB for a sort', () => {
    const tuned = pgTune({ memoryBytes: gigabytes(1), cores: 2, connections: 200 })
    expect(tuned).toMatchObject({ work_mem: '4MB', huge_pages: 'off', wal_buffers: '7864kB' })
    expect(tuned).not.toHaveProperty('max_worker_processes')
  })

  test('hold back the memory of vacuums on a large machine', () => {
    expect(pgTune({ memoryBytes: gigabytes(256), cores: 32, connections: 100 })).toMatchObject({
      maintenance_work_mem: '8GB',
      autovacuum_work_mem: '2GB',
      autovacuum_max_workers: '5',
      max_parallel_workers_per_gather: '4',
    })
  })
})
