/**
 * Builds an index while reads and writes go on. CREATE INDEX CONCURRENTLY waits for every transaction
 * that is older than it, and a build that fails leaves an invalid index behind: the step's repair.
 */
import { type IndexFacts, lookAtIndex } from '#cluster/index-wish'
import { definePlaybook } from '#engine/playbook'
import { type IndexInput, indexInput, textOf } from '#playbooks/index/create-input'
import { planOf } from '#playbooks/index/create-plan'
import { refusalOf } from '#playbooks/index/create-refusals'

export const createIndex = definePlaybook<IndexInput, IndexFacts>({
  name: 'index.create',
  version: 1,
  summary: 'Build an index while reads and writes continue',
  risk: 'change',
  input: indexInput,

  look: (view, wished) => lookAtIndex(view, textOf(wished)),

  refuse: refusalOf,

  plan(wished, facts) {
    if (facts.found !== 'one') throw new Error('planned without a table')
    return planOf(wished, facts)
  },

  verify(_, facts) {
    if (facts.found !== 'one') return 'The table is gone.'
    if (!facts.built) return 'The index is not there.'
    return facts.built.valid ? undefined : 'The index is there but invalid.'
  },

  measure(wished, facts) {
    if (facts.found !== 'one' || facts.serves.length === 0) return null
    return {
      kind: 'statements',
      queryids: facts.serves.slice(0, 20).map(({ queryid }) => queryid),
      label: facts.tag ?? `Queries on ${facts.table.name} by ${wished.columns}`,
      calls: 40,
    }
  },
})
