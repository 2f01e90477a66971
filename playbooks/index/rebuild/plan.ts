/** The plan of a rebuild, or of several: a step an index. */
import type { IndexBloat } from '#cluster/facts/index/waste/bloat'
import { walOf } from '#cluster/facts/node/wal'
import type { Claim } from '#model/claim'
import type { PlanBody } from '#model/plan'
import { type IndexStep, isCut } from '#playbooks/index/actions'
import type { Rebuild } from '#playbooks/index/rebuild/refusals'
import { walEstimates, walNotes } from '#playbooks/shared/disk-room'
import { concurrentLocks, replayNote } from '#playbooks/shared/locks'
import { bytes, diskOf, percent } from '#text/figures'
import { listed } from '#text/listed'

/** The step of a rebuild, the same alone and among several. */
export type RebuildStep = (facts: Rebuild) => IndexStep

export const planRebuild = (facts: Rebuild, stepOf: RebuildStep): PlanBody => {
  const { index, wal } = facts
  const step = stepOf(facts)
  return {
    headline: `Rebuild index ${index.quoted} (${bytes(index.bytes)}${index.valid ? '' : ', invalid'})`,
    steps: [step],
    claims: claimsOf(facts),
    estimates: [
      concurrentLocks(index.quotedTable, step.action),
      { label: 'Size now', value: bytes(index.bytes) },
      { label: 'Free disk', value: freeOf(facts) },
      ...walEstimates(wal, walOf(index.method, index.bytes)),
      undo,
    ],
    notes: [
      ...walNotes(wal),
      ...facts.waitsFor.map(who => `The rebuild waits for ${who}.`),
      ...replayNote(index.quotedTable, wal?.replicas ?? false),
    ],
  }
}

export interface WorstRebuild {
  readonly facts: Rebuild
  readonly bloat: IndexBloat
}

/** `left` are sentences about indexes that the plan leaves out. */
export const planWorst = (
  all: readonly WorstRebuild[],
  left: readonly string[],
  stepOf: RebuildStep,
): PlanBody => {
  const wals = all.flatMap(({ facts: { wal } }) => wal ?? [])
  const [wal = null] = wals
  const tables = [...new Set(all.map(({ facts }) => facts.index.quotedTable))]
  const wasted = all.reduce((sum, { bloat }) => sum + (bloat.wastedBytes ?? 0), 0)
  const steps = all.map(({ facts }) => stepOf(facts))
  const claims = all.flatMap(({ facts }) => claimsOf(facts))
  return {
    headline: `Rebuild ${all.length === 1 ? '1 index that wastes' : `${all.length} indexes that waste`} ${bytes(wasted)}: ${listed(all.map(({ facts }) => facts.index.quoted))}`,
    steps,
    claims: [...new Map(claims.map(claim => [claim.key, claim])).values()],
    estimates: [
      ...all.map(({ facts: { index }, bloat }) => ({
        label: index.quoted,
        value: wasteOf(bloat),
      })),
      ...steps.slice(0, 1).map(({ action }) => concurrentLocks(listed(tables), action)),
      { label: 'Free disk', value: [...new Set(all.map(({ facts }) => freeOf(facts)))].join('; ') },
      ...walEstimates(
        wal,
        all.reduce((sum, { facts: { index } }) => sum + walOf(index.method, index.bytes), 0),
      ),
      undo,
    ],
    notes: [
      ...walNotes(wal),
      ...new Set(
        all.flatMap(({ facts }) =>
          facts.waitsFor.map(who => `The rebuild of ${facts.index.quoted} waits for ${who}.`),
        ),
      ),
      ...tables.flatMap(table => replayNote(table, wal?.replicas ?? false)),
      ...(all.length > 1
        ? ['If one of them fails, those before it stay rebuilt and those after it are not begun.']
        : []),
      ...left,
    ],
  }
}

const freeOf = ({ index, place, freeBytes }: Rebuild): string =>
  freeBytes === null
    ? 'not visible from here'
    : `${bytes(freeBytes)} on ${diskOf(place.node, index)}`

const undo = { label: 'Undo', value: 'none needed: the index stays the same' }

const wasteOf = ({ bytes: size, wastedBytes, by }: IndexBloat): string =>
  `${bytes(wastedBytes ?? 0)} of ${bytes(size)} wasted, ${percent((wastedBytes ?? 0) / Math.max(1, size))}; ${by === 'measured' ? 'measured by pgstattuple' : 'estimated from rows and widths'}`

const claimsOf = (facts: Rebuild): readonly Claim[] => [facts.claim, ...nameClaim(facts)]

/** Copies of indexes of other tables may get the same name, where PostgreSQL cuts the names. */
const nameClaim = ({ index, place, copyNames: { fresh } }: Rebuild): readonly Claim[] =>
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
