import type { ParametersAction, PatroniParameter } from '#model/actions/config/parameters'
import type { Bench } from '#test/support/drivers/bench'

type Cluster = Pick<ParametersAction, 'node' | 'database' | 'system' | 'nodes'>

/** Changes settings without a unit, never the same setting twice. `put` changes the configuration of Patroni behind Howdah. */
export const parametersBench = (
  clusterNow: () => Cluster,
  put: (parameters: Readonly<Record<string, unknown>>) => Promise<void>,
): Bench<ParametersAction> => {
  const left = Object.entries({
    autovacuum_analyze_threshold: '51',
    autovacuum_vacuum_cost_limit: '300',
    autovacuum_vacuum_threshold: '51',
    bgwriter_lru_maxpages: '150',
    commit_siblings: '6',
    default_statistics_target: '101',
    effective_io_concurrency: '2',
    from_collapse_limit: '9',
    geqo_effort: '6',
    geqo_threshold: '13',
    join_collapse_limit: '9',
    maintenance_io_concurrency: '11',
    max_parallel_maintenance_workers: '1',
    max_parallel_workers: '7',
    max_parallel_workers_per_gather: '1',
    max_pred_locks_per_page: '3',
    vacuum_cost_limit: '300',
    vacuum_cost_page_dirty: '21',
    vacuum_cost_page_hit: '2',
    vacuum_cost_page_miss: '3',
    autovacuum_vacuum_insert_threshold: '1001',
    bgwriter_delay: '201',
    wal_writer_delay: '201',
    deadlock_timeout: '1001',
    log_rotation_age: '1441',
  })
  const unused = (): PatroniParameter => {
    const [name, value] = left.shift() ?? []
    if (name === undefined || value === undefined) throw new Error('no setting is left')
    return { name, value, was: null, gives: value }
  }
  const absent = (): ParametersAction => ({
    kind: 'parameters',
    ...clusterNow(),
    duty: 'maintain',
    scope: 'shop',
    parameters: [unused(), unused()],
    deadlineSeconds: 60,
  })
  return {
    mark: 'select true as still_fenced',
    absent,
    slow: () => null,
    // The scope of a different cluster.
    refused: () => ({ ...absent(), scope: 'shop-before' }),
    refusedAs: /^patroni\.another-cluster$/,
    late: () => null,
    fulfil: null,
    inPieces: null,
    telling: () => null,
    halve: ({ parameters: [first] }) => put(first ? { [first.name]: first.value } : {}),
  }
}
