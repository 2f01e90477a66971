/** What people can say, in the order of help. */
import { accessWhoCan } from '#commands/access/who-can'
import { auditExport } from '#commands/audit/export'
import { auditShow } from '#commands/audit/show'
import { auditVerify } from '#commands/audit/verify'
import { doctor } from '#commands/doctor'
import { freeze } from '#commands/freeze'
import { help } from '#commands/help'
import { indexCreate } from '#commands/index/create'
import { indexDrop } from '#commands/index/drop'
import { indexList } from '#commands/index/list'
import { indexReindex } from '#commands/index/reindex'
import { lockTree } from '#commands/lock/tree'
import { planApprove } from '#commands/plan/approve'
import { planBreakGlass } from '#commands/plan/break-glass'
import { planReject } from '#commands/plan/reject'
import { planReview } from '#commands/plan/review'
import { planShow } from '#commands/plan/show'
import { querySlow } from '#commands/query/slow'
import { runAbandon } from '#commands/run/abandon'
import { runCancel } from '#commands/run/cancel'
import { runList } from '#commands/run/list'
import { runSettle } from '#commands/run/settle'
import { runShow } from '#commands/run/show'
import { sessionCancel } from '#commands/session/cancel'
import { sessionTerminate } from '#commands/session/terminate'
import { status } from '#commands/status'
import { stopAll } from '#commands/stop/all'
import { thaw } from '#commands/thaw'
import type { Command } from '#model/command'

export const commands: readonly Command[] = [
  help,
  status,
  querySlow,
  lockTree,
  indexList,
  indexCreate,
  indexDrop,
  indexReindex,
  sessionCancel,
  sessionTerminate,
  runList,
  runShow,
  runCancel,
  runSettle,
  runAbandon,
  planShow,
  planApprove,
  planReject,
  planBreakGlass,
  planReview,
  accessWhoCan,
  doctor,
  stopAll,
  freeze,
  thaw,
  auditShow,
  auditVerify,
  auditExport,
]
