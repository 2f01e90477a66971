import { proposes } from '#model/command'
import { reindexIndex } from '#playbooks/index/reindex'

export const indexReindex = proposes(reindexIndex, {
  words: 'index reindex',
  example: 'users_lower_idx',
  first: 'index',
})
