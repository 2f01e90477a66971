/** The playbooks, in the order of help. */
import type { AnyPlaybook } from '#model/playbook'
import { indexCreate } from '#playbooks/index/create'
import { indexDrop } from '#playbooks/index/drop'
import { indexReindex } from '#playbooks/index/reindex'
import { sessionCancel } from '#playbooks/session/cancel'
import { sessionTerminate } from '#playbooks/session/terminate'

export const playbooks: readonly AnyPlaybook[] = [
  indexCreate,
  indexDrop,
  indexReindex,
  sessionCancel,
  sessionTerminate,
]
