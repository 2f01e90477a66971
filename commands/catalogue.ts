/** The commands in the order of help: common commands first, and each subject together. */
import { accessConfirm } from '#commands/access/confirm'
import { accessEnrol } from '#commands/access/enrol'
import { accessReset } from '#commands/access/reset'
import { accessWhoCan } from '#commands/access/who-can'
import { approvalApprove } from '#commands/approval/approve'
import { approvalAsk } from '#commands/approval/ask'
import { approvalList } from '#commands/approval/list'
import { approvalReview } from '#commands/approval/review'
import { approvalShow } from '#commands/approval/show'
import { approvalWithdraw } from '#commands/approval/withdraw'
import { auditExport } from '#commands/audit/export'
import { auditPrune } from '#commands/audit/prune'
import { auditShow } from '#commands/audit/show'
import { auditVerify } from '#commands/audit/verify'
import { backupList } from '#commands/backup/list'
import { backupShow } from '#commands/backup/show'
import { backupStatus } from '#commands/backup/status'
import { cloneInspect } from '#commands/clone/inspect'
import { cloneList } from '#commands/clone/list'
import { cloneMerge } from '#commands/clone/merge'
import { cloneRows } from '#commands/clone/rows'
import { cloneShow } from '#commands/clone/show'
import { configAdvise } from '#commands/config/advise'
import { configHistory } from '#commands/config/history'
import { configList } from '#commands/config/list'
import { configShow } from '#commands/config/show'
import { doctor } from '#commands/doctor'
import { freeze } from '#commands/freeze'
import { help } from '#commands/help'
import { indexList } from '#commands/index/list'
import { lockTree } from '#commands/lock/tree'
import { maintenanceList } from '#commands/maintenance/list'
import { partitionList } from '#commands/partition/list'
import { partitionShow } from '#commands/partition/show'
import { planApprove } from '#commands/plan/approve'
import { planBreakGlass } from '#commands/plan/break-glass'
import { planReject } from '#commands/plan/reject'
import { planReview } from '#commands/plan/review'
import { planShow } from '#commands/plan/show'
import { poolShow } from '#commands/pool/show'
import { poolStatus } from '#commands/pool/status'
import { querySlow } from '#commands/query/slow'
import { replicationStatus } from '#commands/replication/status'
import { reportDaily } from '#commands/report/daily'
import { reportWeekly } from '#commands/report/weekly'
import { restoreDrills } from '#commands/restore/drills'
import { runAbandon } from '#commands/run/abandon'
import { runCancel } from '#commands/run/cancel'
import { runHold } from '#commands/run/hold'
import { runKeep } from '#commands/run/keep'
import { runList } from '#commands/run/list'
import { runPace } from '#commands/run/pace'
import { runResume } from '#commands/run/resume'
import { runSettle } from '#commands/run/settle'
import { runShow } from '#commands/run/show'
import { runTakeBack } from '#commands/run/take-back'
import { scheduleAdd } from '#commands/schedule/add'
import { scheduleEdit } from '#commands/schedule/edit'
import { scheduleList } from '#commands/schedule/list'
import { schedulePause } from '#commands/schedule/pause'
import { scheduleRemove } from '#commands/schedule/remove'
import { scheduleResume } from '#commands/schedule/resume'
import { scheduleRunNow } from '#commands/schedule/run-now'
import { scheduleSave } from '#commands/schedule/save'
import { scheduleShow } from '#commands/schedule/show'
import { scheduleWhy } from '#commands/schedule/why'
import { status } from '#commands/status'
import { stopAll } from '#commands/stop/all'
import { thaw } from '#commands/thaw'
import { undo } from '#commands/undo'
import { windowList } from '#commands/window/list'
import { windowShow } from '#commands/window/show'
import { type Command, proposalOf, subjectOf } from '#model/command'
import { playbooks } from '#playbooks/catalogue'

const all: readonly Command[] = [
  help,
  status,
  querySlow,
  lockTree,
  indexList,
  partitionList,
  partitionShow,
  configList,
  configShow,
  configHistory,
  configAdvise,
  maintenanceList,
  backupList,
  backupShow,
  backupStatus,
  cloneList,
  cloneShow,
  cloneInspect,
  cloneRows,
  cloneMerge,
  restoreDrills,
  replicationStatus,
  poolStatus,
  poolShow,
  ...playbooks.map(proposalOf),
  undo,
  runList,
  runShow,
  runCancel,
  runHold,
  runResume,
  runPace,
  runKeep,
  runTakeBack,
  runSettle,
  runAbandon,
  planShow,
  planApprove,
  planReject,
  planBreakGlass,
  planReview,
  reportDaily,
  reportWeekly,
  scheduleList,
  scheduleShow,
  scheduleAdd,
  scheduleEdit,
  schedulePause,
  scheduleResume,
  scheduleRunNow,
  scheduleRemove,
  scheduleWhy,
  scheduleSave,
  windowList,
  windowShow,
  approvalList,
  approvalShow,
  approvalAsk,
  approvalApprove,
  approvalWithdraw,
  approvalReview,
  accessWhoCan,
  accessEnrol,
  accessConfirm,
  accessReset,
  doctor,
  stopAll,
  freeze,
  thaw,
  auditShow,
  auditVerify,
  auditExport,
  auditPrune,
]

const subjects = [...new Set(all.map(subjectOf))]

export const commands: readonly Command[] = all.toSorted(
  (one, other) => subjects.indexOf(subjectOf(one)) - subjects.indexOf(subjectOf(other)),
)
