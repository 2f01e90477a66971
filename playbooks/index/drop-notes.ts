/** Notes for the approver of a drop: facts that an approver could not guess. */

import { minuteOf } from '#cluster/facts/index/counted'
import type { DropFacts, FoundIndex } from '#cluster/facts/index/existing'
import type { Estimate } from '#model/plan'
import type { MeasuredBuild } from '#model/record/measured-build'
import { replayNote } from '#playbooks/shared/locks'
import { count, counted, milliseconds } from '#text/figures'

export const usesOf = ({ use }: Pick<DropFacts, 'use'>): readonly Estimate[] =>
  use.map(({ node, scans, lastScan, since }) => ({
    label: `Use on ${node}`,
    value: `${counted(scans, 'scan')} since ${minuteOf(since)}${lastScan === null ? '' : `, last ${minuteOf(lastScan)}`}`,
  }))

export const notesOf = (facts: FoundIndex & DropFacts): readonly string[] => [
  ...facts.waitsFor.map(who => `The drop waits for ${who}.`),
  ...facts.unreachable.map(
    ({ name, because }) => `Whether ${name} uses the index is not known. ${because}`,
  ),
  ...(facts.index.valid ? servedBy(facts) : []),
  ...(facts.index.valid ? missed(facts) : []),
  ...replayNote(facts.index.quotedTable, facts.replicated),
  ...(facts.index.valid ? notBroughtBack(facts) : []),
]

/** Whether queries use the index, on any node, and no other one serves them as well. */
export const slowsQueries = ({
  index,
  same,
  use,
}: Pick<FoundIndex & DropFacts, 'index' | 'same' | 'use'>): boolean =>
  index.valid && !same && use.some(({ scans }) => scans > 0)

/** The future of the queries: another index of the same columns, the use, and the effect that the build had. */
const servedBy = ({ index, same, use, build }: FoundIndex & DropFacts): readonly string[] => [
  ...(same
    ? [
        `${same.quoted} covers it: the same columns and conditions${same.unique && !index.unique ? ', and unique' : ''}. Queries that use ${index.quoted} can use that one.`,
      ]
    : slowsQueries({ index, same, use })
      ? [
          `It is used, and no other index of ${index.quotedTable} is the same: queries that use it will get slower.`,
        ]
      : []),
  ...(build ? [broughtBy(index.quoted, build)] : []),
]

const broughtBy = (quoted: string, { plan, at, label, before, after }: MeasuredBuild): string =>
  `When Howdah built ${quoted} (${plan}, ${minuteOf(at)}), ${label} went from ${milliseconds(before.meanMs)} to ${milliseconds(after.meanMs)} (${counted(before.calls, 'call')} before, ${count(after.calls)} after).`

const missed = ({ index, needs, createGrant }: FoundIndex & DropFacts): readonly string[] => [
  ...(index.unique
    ? [
        'It is unique: without it duplicates are possible.',
        'An INSERT … ON CONFLICT that relies on it fails without it.',
      ]
    : []),
  ...(needs.refreshes
    ? [
        `REFRESH MATERIALIZED VIEW CONCURRENTLY ${index.quotedTable} fails without it: no other unique index serves that.`,
      ]
    : []),
  ...needs.parents.map(
    key =>
      `No other index serves the foreign key ${key}: without it each DELETE there reads all of ${index.quotedTable}. It may be unscanned only because nobody has deleted yet.`,
  ),
  ...needs.statistics.map(
    ({ expression, keep }) =>
      `Only this index makes PostgreSQL collect statistics of \`${expression}\`: without it estimates may get worse, even for queries that never scan it. To keep them, first run by hand: ${keep}; then ANALYZE ${index.quotedTable}`,
  ),
  ...(createGrant === null
    ? []
    : [
        `It cannot be undone as long as ${index.owner} may not create anything in schema ${index.schema}. To fix that, let the owner of the schema run: ${createGrant}`,
      ]),
]

const notBroughtBack = ({ index }: FoundIndex): readonly string[] =>
  index.extraStatements.map(
    statement => `An undo does not bring this back; run it by hand afterwards: ${statement}`,
  )
