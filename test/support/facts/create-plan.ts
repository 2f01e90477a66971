/** Plans of a build from plain facts: of an index on the email of users, until an override says otherwise. */
import type { Trial } from '#cluster/facts/index/trial'
import { indexCreate } from '#playbooks/index/create'
import type { IndexInput } from '#playbooks/index/create-input'
import { type RequestedMore, requestedIndex, triedIndex } from '#test/support/facts/index'
import { planned } from '#test/support/facts/planned'

export const usualBuild: IndexInput = {
  table: 'users',
  columns: 'email',
  method: 'btree',
  unique: false,
}

export const createPlanOf = (
  wished: Partial<IndexInput> = {},
  more: RequestedMore = {},
  tried: Trial = triedIndex(),
) =>
  planned(
    indexCreate,
    { ...usualBuild, ...wished },
    { found: 'one', ...requestedIndex(more), tried },
  )

/** A statement of the application that the index could serve. */
export const served: RequestedMore = {
  serves: [
    {
      queryid: '42',
      text: 'select from users where email = $1',
      calls: 7,
      totalMs: 70,
      meanMs: 10,
      rows: 7,
      blocks: 7,
    },
  ],
}
