/** What Howdah can do, in the order of help. */
import type { AnyPlaybook } from '#engine/playbook'
import { createIndex } from '#playbooks/index/create'

export const playbooks: readonly AnyPlaybook[] = [createIndex]
