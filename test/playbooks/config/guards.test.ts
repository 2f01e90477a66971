import { describe, expect, test } from 'vitest'
import { type ClusterTraffic, guardFor } from '#playbooks/config/guards'

const busy: ClusterTraffic = { queryids: ['1', '2'], replicas: true }

const suggested = (settings: readonly string[], traffic = busy) => {
  const found = guardFor(settings, traffic)
  return found && [found.guard.minutes, ...found.guard.watches.map(({ metric }) => metric)]
}

describe('the guard of a setting', () => {
  test.each<[string, ReturnType<typeof suggested>]>([
    ['work_mem', [10, 'statement time', 'temporary files']],
    ['Work_Mem', [10, 'statement time', 'temporary files']],
    ['maintenance_work_mem', [60, 'statement time', 'temporary files']],
    ['shared_buffers', [60, 'statement time', 'checkpoint requests', 'connections']],
    ['random_page_cost', [15, 'statement time', 'temporary files']],
    ['enable_seqscan', [15, 'statement time', 'temporary files']],
    ['jit', [15, 'statement time', 'temporary files']],
    ['max_wal_size', [30, 'checkpoint requests', 'WAL', 'statement time']],
    ['checkpoint_timeout', [30, 'checkpoint requests', 'WAL', 'statement time']],
    ['synchronous_standby_names', [10, 'statement time', 'connections', 'replication lag']],
    ['max_connections', [30, 'connections', 'waiting sessions', 'statement time']],
    ['superuser_reserved_connections', [30, 'connections', 'waiting sessions', 'statement time']],
    ['statement_timeout', [30, 'rollbacks', 'waiting sessions', 'connections']],
    ['autovacuum_vacuum_scale_factor', [60, 'statement time', 'WAL', 'waiting sessions']],
    ['autovacuum', [60, 'statement time', 'WAL', 'waiting sessions']],
    ['effective_io_concurrency', [15, 'statement time', 'checkpoint requests']],
    ['max_wal_senders', [30, 'replication lag', 'rollbacks']],
    ['wal_sender_timeout', [30, 'replication lag', 'rollbacks']],
    ['log_min_duration_statement', [10, 'statement time', 'waiting sessions']],
    ['myext.flag', [15, 'statement time', 'rollbacks', 'connections']],
  ])('of %s', (setting, guard) => expect(suggested([setting])).toEqual(guard))

  test('watches several settings by all their limits, for as long as the slowest takes', () => {
    expect(suggested(['work_mem', 'max_wal_size', 'min_wal_size'])).toEqual([
      30,
      'statement time',
      'temporary files',
      'checkpoint requests',
      'WAL',
    ])
    expect(guardFor(['work_mem', 'max_wal_size', 'min_wal_size'], busy)?.because).toEqual([
      'Sorts and hash tables that do not fit go to temporary files.',
      'More checkpoints write more full pages to WAL. By default one runs every five minutes, so a shorter watch may see none.',
    ])
  })

  test('names the statements by their number', () => {
    const labels = (queryids: readonly string[]) =>
      guardFor(['jit'], { ...busy, queryids })?.guard.watches.map(one =>
        'label' in one ? one.label : null,
      )
    expect(labels(['1', '2', '3'])).toEqual(['the 3 heaviest statements', null])
    expect(labels(['1'])).toEqual(['the heaviest statement', null])
  })

  test('watches nothing that is not there, and is none where nothing is left', () => {
    const still = { queryids: [], replicas: false }
    expect(suggested(['work_mem'], still)).toEqual([10, 'temporary files'])
    expect(suggested(['synchronous_commit'], still)).toEqual([10, 'connections'])
    expect(guardFor([], busy)).toBeNull()
  })
})
