/**
 * Drops an index without blocking reads or writes, and keeps the exact definition as the way back. An index
 * without scans on the primary may carry the reads of a replica: use is shown for every node.
 */
import { z } from 'zod'
import { type DropFacts, type Existing, lookAtDrop } from '#cluster/facts/index/existing'
import type { Effect } from '#model/effect'
import { line } from '#model/input'
import { definePlaybook } from '#model/playbook'
import { isRefusal } from '#model/refusal'
import { buildIndex, dropIndex, dropWholeIndex } from '#playbooks/index/actions'
import { notesOf, slowsQueries, usesOf } from '#playbooks/index/drop-notes'
import { needed } from '#playbooks/index/needed'
import { type ActedOn, atWork, oneMeant, ownerMissing } from '#playbooks/index/refusals'
import { undoOfIndex } from '#playbooks/index/undo'
import { concurrentLocks, wholeDropLocks } from '#playbooks/shared/locks'
import { bytes } from '#text/figures'

const input = z.object({
  index: line
    .max(130)
    .describe('Which index, e.g. users_email_idx or sales.orders_idx')
    .meta({ names: 'index', writtenAs: 'name' }),
})

export const indexDrop = definePlaybook<
  z.infer<typeof input>,
  Existing<DropFacts>,
  ActedOn & DropFacts
>({
  name: 'index.drop',
  version: 1,
  summary: 'Drop an index, keeping its definition as the way back',
  example: 'users_lower_idx',
  first: 'index',
  risk: 'change',
  input,

  look: (view, { index }, known) => lookAtDrop(view, index, known),

  refuse({ index: typed }, facts) {
    const meant = oneMeant(typed, facts, 'index drop')
    if (isRefusal(meant)) return meant
    return needed(meant) ?? atWork(meant) ?? ownerMissing(meant) ?? meant
  },

  plan(_, facts) {
    const { index, place } = facts
    const effect: Effect = {
      change: 'drop',
      kind: 'index',
      object: index.quoted,
      bytes: index.bytes,
      lock: index.partitioned
        ? { table: index.quotedTable, mode: 'ACCESS EXCLUSIVE', blocks: 'reads and writes' }
        : { table: index.quotedTable, mode: 'SHARE UPDATE EXCLUSIVE', blocks: 'schema changes' },
    }
    const { createStatement } = index
    const action = index.partitioned ? dropWholeIndex(place) : dropIndex(place, index.valid)
    return {
      headline: `Drop ${index.valid ? '' : 'invalid '}index ${index.quoted} (${bytes(index.bytes)})`,
      steps: [
        {
          title: `Drop ${index.quoted}`,
          action,
          effects: [effect],
          onFailure: 'undo',
          undo: index.valid
            ? {
                title: `Build ${index.quoted} again`,
                action: buildIndex(place, createStatement),
                effects: [{ ...effect, change: 'create' }],
              }
            : null,
        },
      ],
      claims: [facts.claim],
      ...(slowsQueries(facts) ? { risk: 'disruptive' as const } : {}),
      estimates: [
        (index.partitioned ? wholeDropLocks : concurrentLocks)(index.quotedTable, action),
        { label: 'Frees', value: bytes(index.bytes) },
        ...usesOf(facts),
        {
          label: 'Undo',
          value: index.valid
            ? `build it again: ${createStatement}`
            : 'none: no query uses an invalid index',
        },
      ],
      notes: [
        ...(slowsQueries(facts)
          ? ['The risk is medium because queries use it: until it is built again they go without.']
          : []),
        ...(index.partitioned && index.bytes > 0
          ? ['Its parts are dropped with it: queries that use them will get slower.']
          : []),
        ...notesOf(facts),
      ],
    }
  },

  verify(_, facts) {
    return facts.found === 'one' ? 'The index is still there.' : undefined
  },

  undoing: (view, steps) => undoOfIndex(view, steps),
})
