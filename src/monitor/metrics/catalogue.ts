/** The metrics that a guard may watch. */
import type { Metric } from '#model/guard'
import { checkpointRequests } from '#monitor/metrics/checkpoint-requests'
import { connections } from '#monitor/metrics/connections'
import { failedArchiving } from '#monitor/metrics/failed-archiving'
import type { MetricRule } from '#monitor/metrics/metric'
import { replicationLag } from '#monitor/metrics/replication-lag'
import { rollbacks } from '#monitor/metrics/rollbacks'
import { statementTime } from '#monitor/metrics/statement-time'
import { temporaryFiles } from '#monitor/metrics/temporary-files'
import { waitingClients } from '#monitor/metrics/waiting-clients'
import { waitingCommits } from '#monitor/metrics/waiting-commits'
import { waitingSessions } from '#monitor/metrics/waiting-sessions'
import { wal } from '#monitor/metrics/wal'

export const metricRules: Readonly<Record<Metric, MetricRule>> = {
  'statement time': statementTime,
  rollbacks,
  'temporary files': temporaryFiles,
  'waiting sessions': waitingSessions,
  'waiting commits': waitingCommits,
  connections,
  'waiting clients': waitingClients,
  'checkpoint requests': checkpointRequests,
  'replication lag': replicationLag,
  WAL: wal,
  'failed archiving': failedArchiving,
}
