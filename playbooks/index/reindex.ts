/**
 * Rebuilds an index, or the indexes that waste most, while reads and writes go on. PostgreSQL builds a copy and swaps the
 * two, so a rebuild needs the disk space twice. A failed rebuild leaves the copy `…_ccnew` behind, which the step's repair
 * drops; a rebuild interrupted after the swap leaves the old index `…_ccold`, which the step's tidying
 * drops.
 */
import { z } from 'zod'
import { type Existing, lookAtRebuild, type RebuildFacts } from '#cluster/facts/index/existing'
import { lookAtWorst, type WorstIndexes } from '#cluster/facts/index/waste/worst'
import { line } from '#model/input'
import { definePlaybook } from '#model/playbook'
import { isRefusal, refusal } from '#model/refusal'
import { rebuildIndex } from '#playbooks/index/actions'
import {
  planRebuild,
  planWorst,
  type RebuildStep,
  type WorstRebuild,
} from '#playbooks/index/rebuild/plan'
import { notRebuilt, type Rebuild } from '#playbooks/index/rebuild/refusals'
import { foundWorst, worstMeant } from '#playbooks/index/rebuild/worst'
import { oneMeant } from '#playbooks/index/refusals'
import { bytes } from '#text/figures'

const aCount = 'A whole number from 1 to 8'

const input = z.object({
  index: line
    .max(130)
    .optional()
    .describe('Which index, e.g. users_email_idx')
    .meta({ names: 'index', writtenAs: 'name' }),
  worst: z.coerce
    .number(aCount)
    .int(aCount)
    .min(1, aCount)
    .max(8, aCount)
    .optional()
    .describe('In place of one index: how many of those that waste most'),
})

type Ready =
  | { readonly kind: 'one'; readonly facts: Rebuild }
  | {
      readonly kind: 'worst'
      readonly all: readonly WorstRebuild[]
      readonly left: readonly string[]
    }

export const indexReindex = definePlaybook<
  z.infer<typeof input>,
  Existing<RebuildFacts> | WorstIndexes,
  Ready
>({
  name: 'index.reindex',
  version: 1,
  summary: 'Rebuild an index while reads and writes continue',
  example: 'users_lower_idx',
  first: 'index',
  risk: 'change',
  input,

  look: (view, { index, worst }) =>
    index === undefined ? lookAtWorst(view, worst ?? 0) : lookAtRebuild(view, index),

  refuse({ index, worst }, facts) {
    if ((index === undefined) === (worst === undefined))
      return refusal(
        'Either one index is rebuilt, or those that waste most.',
        'Name an `index`, or say how many: `worst=3`.',
        'index list',
      )
    if (facts.found === 'worst') return worstMeant(facts, worst ?? 1)
    const meant = oneMeant(index ?? '', facts, 'index reindex')
    if (isRefusal(meant)) return meant
    return notRebuilt(meant) ?? { kind: 'one', facts: meant }
  },

  plan: (_, ready) =>
    ready.kind === 'one'
      ? planRebuild(ready.facts, stepOf)
      : planWorst(ready.all, ready.left, stepOf),

  verify(_, facts) {
    // Each step has looked for its own new index, and for copies that are left.
    if (facts.found === 'worst') return undefined
    if (facts.found !== 'one') return 'The index is gone.'
    if (!facts.index.valid) return 'The index is invalid.'
    const left = facts.copies.filter(({ inProgress }) => inProgress === null)
    return left.length === 0
      ? undefined
      : `${left.map(({ quoted }) => quoted).join(', ')} ${left.length === 1 ? 'is' : 'are'} left behind.`
  },

  found(_, facts, steps) {
    if (facts.found === 'worst') return foundWorst(facts, steps)
    if (facts.found !== 'one' || !facts.index.valid) return null
    const before = steps[0]?.effects[0]?.bytes ?? null
    const was = before === null ? '' : `; it took ${bytes(before)} before`
    return `${facts.index.quoted} is valid and takes ${bytes(facts.index.bytes)}${was}.`
  },
})

const stepOf: RebuildStep = ({ index, place, copyNames }) => ({
  title: `Rebuild ${index.quoted}`,
  action: rebuildIndex(place, index.oid, copyNames),
  effects: [
    {
      change: 'rebuild',
      kind: 'index',
      object: index.quoted,
      bytes: index.bytes,
      lock: {
        table: index.quotedTable,
        mode: 'SHARE UPDATE EXCLUSIVE',
        blocks: 'schema changes',
      },
    },
  ],
  onFailure: 'undo',
  undo: null,
})
