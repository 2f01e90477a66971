/**
 * Makes partitions ahead of time and detaches old partitions, while reads and writes of the table go on.
 * `CREATE TABLE … PARTITION OF` takes ACCESS EXCLUSIVE on the table; a table made apart and then attached does not.
 */

import { rangesOf } from '#cluster/facts/partition/due'
import type { FoundRotation } from '#cluster/facts/partition/rotation'
import { lookAtRotation } from '#cluster/facts/partition/rotation'
import { definePlaybook } from '#model/playbook'
import { type RotateInput, rotateInput } from '#playbooks/partition/rotate-input'
import { planRotation } from '#playbooks/partition/rotate-plan'
import { type ReadyRotation, rotationRefused } from '#playbooks/partition/rotate-refusals'
import { undoingRotation } from '#playbooks/partition/rotate-undo'
import { counted } from '#text/figures'
import { readLength } from '#text/length'
import { listed } from '#text/listed'

export const partitionRotate = definePlaybook<RotateInput, FoundRotation, ReadyRotation>({
  name: 'partition.rotate',
  version: 1,
  summary: 'Make partitions ahead of time, and detach old ones',
  example: 'events keep="12 months"',
  first: 'table',
  risk: 'change',
  input: rotateInput,

  look: (view, { table, ahead, keep, every }) =>
    lookAtRotation(view, {
      table,
      ahead,
      keep: keep === undefined ? null : readLength(keep),
      every: every ?? null,
      now: Date.now(),
    }),

  refuse: rotationRefused,

  plan: planRotation,

  verify(_, facts) {
    if (facts.found !== 'rotation') return 'The table is gone.'
    const { set } = facts
    return set.pending.length === 0
      ? undefined
      : `The detachment of ${listed(set.pending)} is not finished.`
  },

  found(_, facts) {
    if (facts.found !== 'rotation') return null
    const { set, parts, reads } = facts
    const [newest] = rangesOf(parts)
    if (!newest) return null
    const only = reads !== null && reads.length === 1 && reads[0] === newest.name
    return `${set.quoted} has ${counted(set.parts, 'partition')}; the newest is ${newest.quoted}.${
      reads === null
        ? ''
        : only
          ? ` By EXPLAIN a query for a key in its range reads it alone.`
          : ` By EXPLAIN a query for a key in its range reads ${counted(reads.length, 'table')}.`
    }`
  },

  undoing: (view, steps) => undoingRotation(view, steps),
})
