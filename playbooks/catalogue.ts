/** What Howdah can do, in the order of help. */
import type { AnyPlaybook } from '#model/playbook'
import { createIndex } from '#playbooks/index/create'
import { indexDropPlaybook } from '#playbooks/index/drop'
import { reindexIndex } from '#playbooks/index/reindex'
import { cancelSession } from '#playbooks/session/cancel'
import { terminateSession } from '#playbooks/session/terminate'

export const playbooks: readonly AnyPlaybook[] = [
  createIndex,
  indexDropPlaybook,
  reindexIndex,
  cancelSession,
  terminateSession,
]
