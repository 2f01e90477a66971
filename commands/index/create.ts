import { proposes } from '#model/command'
import { createIndex } from '#playbooks/index/create'

export const indexCreate = proposes(createIndex, {
  words: 'index create',
  example: 'table=users columns=lower(email) where=active',
  first: 'table',
})
