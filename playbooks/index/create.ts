/**
 * Builds an index while reads and writes go on. CREATE INDEX CONCURRENTLY waits for every older
 * transaction, and a failed build leaves an invalid index behind, which the step's repair drops.
 */
import type { Index } from '#cluster/facts/index/indexes'
import { partsOf } from '#cluster/facts/index/partitions'
import { lookAtRequested, type TableFacts } from '#cluster/facts/index/requested'
import { tryIndex } from '#cluster/facts/index/trial'
import { definePlaybook } from '#model/playbook'
import { type IndexInput, indexInput, textOf } from '#playbooks/index/create-input'
import { planOf } from '#playbooks/index/create-plan'
import { type CanBuild, type CreateFacts, refusalOf } from '#playbooks/index/create-refusals'
import { undoOfIndex } from '#playbooks/index/undo'
import { undoneByWhole } from '#playbooks/index/undo-partitioned'
import { bytes, fewOf } from '#text/figures'

export const indexCreate = definePlaybook<IndexInput, CreateFacts, CanBuild>({
  name: 'index.create',
  version: 1,
  summary: 'Build an index while reads and writes continue',
  example: 'table=users columns=lower(email) where=active',
  first: 'table',
  risk: 'change',
  tries: true,
  input: indexInput,

  async look(view, wished) {
    const wish = textOf(wished)
    const facts = await lookAtRequested(view, wish)
    if (facts.found !== 'one') return facts
    const tried = await tryIndex(view, wish, facts)
    const { same, partitions } = tried?.kind === 'tried' ? tried : facts
    return {
      ...facts,
      same,
      partitions: partitions && partsOf(same, facts.table.oid, partitions),
      tried,
    }
  },

  refuse: refusalOf,

  plan: (wished, facts) => planOf(wished, facts, facts.tried),

  verify(wished, facts) {
    if (facts.found !== 'one') return 'The table is gone.'
    const built = builtOf(wished, facts)
    if (!built) return 'The index is not there.'
    if (built.valid) return undefined
    return built.lackedBy.length === 0
      ? 'The index is there but invalid.'
      : `The index is there but invalid: ${fewOf(built.lackedBy)} ${built.lackedBy.length === 1 ? 'lacks its part' : 'lack their parts'}.`
  },

  found(wished, facts) {
    const built = facts.found === 'one' ? builtOf(wished, facts) : null
    return built?.valid ? `${built.quoted} is valid and takes ${bytes(built.bytes)}.` : null
  },

  measure(wished, facts) {
    if (facts.serves.length === 0) return null
    return {
      kind: 'statements',
      queryids: facts.serves.slice(0, 20).map(({ queryid }) => queryid),
      label: facts.tag ?? `Queries on ${facts.table.name} by ${wished.columns}`,
      calls: 40,
    }
  },

  undoes: undoneByWhole,

  undoing: (view, steps) => undoOfIndex(view, steps),
})

/** By the name that was asked for, else as the same. */
const builtOf = ({ name }: IndexInput, { indexes, same }: TableFacts): Index | null =>
  indexes.find(one => one.name === name) ?? same
