import { proposes } from '#model/command'
import { indexDropPlaybook } from '#playbooks/index/drop'

export const indexDrop = proposes(indexDropPlaybook, {
  words: 'index drop',
  example: 'users_lower_idx',
  first: 'index',
})
