/**
 * Rebuilds an index while reads and writes go on. PostgreSQL builds a copy and swaps the two, so a rebuild
 * needs the disk space twice. A failed rebuild leaves the copy `…_ccnew` behind, which the step's repair
 * drops; a rebuild interrupted after the swap leaves the old index `…_ccold`, which the step's tidying
 * drops.
 */
import { z } from 'zod'
import { type Existing, lookAtRebuild, type RebuildFacts } from '#cluster/facts/index/existing'
import { walOf } from '#cluster/facts/node/wal'
import type { Claim } from '#model/claim'
import { line } from '#model/input'
import { definePlaybook } from '#model/playbook'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { isCut, rebuildIndex } from '#playbooks/index/actions'
import { type ActedOn, atWork, oneMeant, ownerMissing } from '#playbooks/index/refusals'
import { notEnoughDisk, walEstimates, walNotes } from '#playbooks/shared/disk-room'
import { concurrentLocks, replayNote } from '#playbooks/shared/locks'
import { stillBeing } from '#playbooks/shared/refusals'
import { overTemporary, roomFor } from '#playbooks/shared/sort-room'
import { bytes, diskOf } from '#text/figures'

const input = z.object({
  index: line
    .max(130)
    .describe('Which index, e.g. users_email_idx')
    .meta({ names: 'index', writtenAs: 'name' }),
})

export const indexReindex = definePlaybook<
  z.infer<typeof input>,
  Existing<RebuildFacts>,
  ActedOn & RebuildFacts
>({
  name: 'index.reindex',
  version: 1,
  summary: 'Rebuild an index while reads and writes continue',
  example: 'users_lower_idx',
  first: 'index',
  risk: 'change',
  input,

  look: (view, { index }) => lookAtRebuild(view, index),

  refuse({ index: typed }, facts) {
    const meant = oneMeant(typed, facts, 'index reindex')
    if (isRefusal(meant)) return meant
    return (
      otherKind(meant) ??
      atWork(meant) ??
      copyInTheWay(meant) ??
      tooLarge(meant) ??
      ownerMissing(meant) ??
      meant
    )
  },

  plan(_, facts) {
    const { index, place, copyNames } = facts
    const action = rebuildIndex(place, index.oid, copyNames)
    return {
      headline: `Rebuild index ${index.quoted} (${bytes(index.bytes)}${index.valid ? '' : ', invalid'})`,
      steps: [
        {
          title: `Rebuild ${index.quoted}`,
          action,
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
        },
      ],
      claims: [facts.claim, ...nameClaim(facts)],
      estimates: [
        concurrentLocks(index.quotedTable, action),
        { label: 'Size now', value: bytes(index.bytes) },
        {
          label: 'Free disk',
          value:
            facts.freeBytes === null
              ? 'not visible from here'
              : `${bytes(facts.freeBytes)} on ${diskOf(place.node, index)}`,
        },
        ...walEstimates(facts.wal, walOf(index.method, index.bytes)),
        { label: 'Undo', value: 'none needed: the index stays the same for everybody' },
      ],
      notes: [
        ...walNotes(facts.wal),
        ...facts.waitsFor.map(who => `The rebuild waits for ${who}.`),
        ...replayNote(index.quotedTable, facts.wal?.replicas ?? false),
      ],
    }
  },

  verify(_, facts) {
    if (facts.found !== 'one') return 'The index is gone.'
    if (!facts.index.valid) return 'The index is invalid.'
    const left = facts.copies.filter(({ inProgress }) => inProgress === null)
    return left.length === 0
      ? undefined
      : `${left.map(({ quoted }) => quoted).join(', ')} ${left.length === 1 ? 'is' : 'are'} left behind.`
  },

  found(_, facts, [step]) {
    if (facts.found !== 'one' || !facts.index.valid) return null
    const before = step?.effects[0]?.bytes ?? null
    const was = before === null ? '' : `; it took ${bytes(before)} before`
    return `${facts.index.quoted} is valid and takes ${bytes(facts.index.bytes)}${was}.`
  },
})

/** Indexes that PostgreSQL does not rebuild concurrently. */
const otherKind = ({ index }: ActedOn): Refusal | undefined => {
  if (index.exclusion) {
    return refusal(
      `${index.quoted} keeps the exclusion constraint ${index.constraint ?? index.name}, and PostgreSQL rebuilds no such index concurrently.`,
      'Rebuild it with REINDEX in a maintenance window: that stops reads and writes meanwhile.',
    )
  }
  return index.partitioned
    ? refusal(
        `${index.quoted} is the index of a partitioned table.`,
        'Rebuild its parts one by one: `index list` shows them.',
      )
    : undefined
}

/** Refuses where an earlier rebuild left a copy, or where a stranger has the name of a copy. */
const copyInTheWay = ({
  index,
  copies: [copy],
  likeCopies: [other],
}: ActedOn & RebuildFacts): Refusal | undefined => {
  if (copy) {
    return copy.inProgress === null
      ? refusal(
          `${copy.quoted} is left from a rebuild of ${index.quoted} that failed.`,
          'Drop it, then ask again.',
          `index drop ${copy.quoted}`,
        )
      : stillBeing(copy.quoted, copy.inProgress)
  }
  if (other !== undefined)
    return refusal(
      `${other} has the name that the copy made meanwhile would get, and could be taken for it.`,
      'Rename it first.',
    )
  return undefined
}

/** Copies of indexes of other tables may get the same name, where PostgreSQL cuts the names. */
const nameClaim = ({
  index,
  place,
  copyNames: { fresh },
}: ActedOn & RebuildFacts): readonly Claim[] =>
  isCut(index.name, fresh)
    ? [
        {
          on: 'relation',
          key: `${place.database}/${fresh.quoted}`,
          label: `the name ${fresh.quoted}`,
          mode: 'exclusive',
        },
      ]
    : []

/** The disk has to hold the copy and the sort for the copy; the old index stays until the copy is ready. */
const tooLarge = ({
  actor,
  index,
  place,
  freeBytes,
  wal,
  limits,
}: ActedOn & RebuildFacts): Refusal | undefined =>
  notEnoughDisk({
    what: 'rebuild',
    node: place.node,
    disk: diskOf(place.node, index),
    room: roomFor(index.bytes, limits),
    wal: walOf(index.method, index.bytes),
    freeBytes,
    about: wal,
  }) ?? overTemporary({ what: 'rebuild', actor, method: index.method, size: index.bytes, limits })
