/** The playbooks, in the order of help. */
import type { AnyPlaybook } from '#model/playbook'
import { backupEnable } from '#playbooks/backup/enable'
import { backupExpire } from '#playbooks/backup/expire'
import { backupTake } from '#playbooks/backup/take'
import { backupVerify } from '#playbooks/backup/verify'
import { cloneEnd } from '#playbooks/clone/end'
import { cloneExport } from '#playbooks/clone/export'
import { cloneForward } from '#playbooks/clone/forward'
import { clonePromote } from '#playbooks/clone/promote'
import { cloneStart } from '#playbooks/clone/start'
import { configReset } from '#playbooks/config/reset'
import { configSet } from '#playbooks/config/set'
import { indexCreate } from '#playbooks/index/create'
import { indexDrop } from '#playbooks/index/drop'
import { indexReindex } from '#playbooks/index/reindex'
import { maintenanceAnalyze } from '#playbooks/maintenance/analyze'
import { maintenanceVacuum } from '#playbooks/maintenance/vacuum'
import { nodeRestart } from '#playbooks/node/restart'
import { partitionDrop } from '#playbooks/partition/drop'
import { partitionRotate } from '#playbooks/partition/rotate'
import { poolPause } from '#playbooks/pool/pause'
import { poolResize } from '#playbooks/pool/resize'
import { poolResume } from '#playbooks/pool/resume'
import { poolSetMode } from '#playbooks/pool/set-mode'
import { replicationAddReplica } from '#playbooks/replication/add-replica'
import { replicationDropSlot } from '#playbooks/replication/drop-slot'
import { replicationFailover } from '#playbooks/replication/failover'
import { replicationReinit } from '#playbooks/replication/reinit'
import { replicationSetSynchronous } from '#playbooks/replication/set-synchronous'
import { replicationSwitchover } from '#playbooks/replication/switchover'
import { restoreDiscard } from '#playbooks/restore/discard'
import { restoreDrill } from '#playbooks/restore/drill'
import { restoreInPlace } from '#playbooks/restore/in-place'
import { restorePointInTime } from '#playbooks/restore/point-in-time'
import { sessionCancel } from '#playbooks/session/cancel'
import { sessionTerminate } from '#playbooks/session/terminate'

export const playbooks: readonly AnyPlaybook[] = [
  indexCreate,
  indexDrop,
  indexReindex,
  partitionRotate,
  partitionDrop,
  configSet,
  configReset,
  maintenanceVacuum,
  maintenanceAnalyze,
  backupEnable,
  backupTake,
  backupVerify,
  backupExpire,
  cloneExport,
  restorePointInTime,
  cloneForward,
  cloneStart,
  clonePromote,
  restoreDrill,
  cloneEnd,
  restoreInPlace,
  restoreDiscard,
  replicationSwitchover,
  replicationFailover,
  replicationAddReplica,
  replicationReinit,
  replicationDropSlot,
  replicationSetSynchronous,
  nodeRestart,
  poolPause,
  poolResume,
  poolResize,
  poolSetMode,
  sessionCancel,
  sessionTerminate,
]
