/**
 * The undo of an index of a partitioned table. A part that was there before would go with the whole, so each such part
 * is renamed and built again under the old name first: no partition is ever without an index that was there.
 */
import type { IndexPlace } from '#cluster/facts/index/place'
import type { DropWholeAgain, KeptPart } from '#cluster/facts/index/undo-partitioned'
import { partsOfDefinition } from '#cluster/sql/index-definition'
import type { Step } from '#model/plan'
import type { Undoing } from '#model/playbook'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import {
  analyseTable,
  buildIndex,
  dropIndex,
  type IndexStep,
  renameIndex,
} from '#playbooks/index/actions'
import { notesOf, usesOf } from '#playbooks/index/drop-notes'
import { needed } from '#playbooks/index/needed'
import { otherOwner } from '#playbooks/index/other-owner'
import { atWork, oneMeant, ownerMissing } from '#playbooks/index/refusals'
import { wholeDropLocks } from '#playbooks/shared/locks'
import { bytes, fewOf } from '#text/figures'

/** True for a step that makes the index of a whole, or drops it. */
export const isAboutWhole = ({ action }: Pick<Step, 'action'>): boolean =>
  action.kind === 'sql' &&
  /^(CREATE (UNIQUE )?INDEX|DROP INDEX) (?!CONCURRENTLY )/.test(action.statement)

/** A drop of the whole takes the parts along, so no further step is needed. */
export const undoneByWhole = (steps: readonly Step[]): readonly Step[] => {
  const [first] = steps
  return first && isAboutWhole(first) ? [first] : steps
}

/** `step` is the only step of the undo. */
export const droppingWhole = (step: IndexStep, facts: DropWholeAgain): Undoing | Refusal => {
  const { action, effects } = step
  const object = effects[0]?.object ?? ''
  if (facts.found === 'nothing') return refusal(`${object} is gone.`, 'Nothing needs to be undone.')
  const meant = oneMeant(object, facts, 'index drop')
  if (isRefusal(meant) || facts.found !== 'one') return meant as Refusal
  const { index, kept } = facts
  const refused =
    (facts.asBuilt
      ? undefined
      : refusal(
          `Another index has that name by now: ${index.definition}.`,
          'Leave it as it is.',
        )) ??
    needed({ index: { ...index, partitioned: false } }) ??
    atWork(meant) ??
    otherOwner(action.role, index.owner, index.quotedTable) ??
    ownerMissing(meant)
  if (refused) return refused
  const names = kept.map(one => one.index.quoted)
  return {
    steps: [
      ...kept.flatMap(one => keeping(facts.place, one)),
      { ...step, effects: effects.slice(0, 1), undo: null },
    ],
    estimates: [
      wholeDropLocks(index.quotedTable, action),
      { label: 'Frees', value: bytes(index.bytes) },
      ...usesOf(facts),
      { label: 'Undo', value: 'none for the drop: `index create` builds it again' },
    ],
    notes: [
      ...(names.length === 0
        ? []
        : [
            `${fewOf(names)} ${names.length === 1 ? 'was' : 'were'} there before and would go along: each is renamed, and built again under its own name, before the drop.`,
          ]),
      ...notesOf(facts),
    ],
    after: [],
  }
}

const keeping = (
  whole: IndexPlace,
  { index, quotedSchema, own, aside }: KeptPart,
): readonly Step[] => {
  const { schema, name, quoted, quotedTable, tableOid, bytes: size } = index
  const place: IndexPlace = { ...whole, role: index.owner, schema, name, quoted, tableOid }
  const moved: IndexPlace = {
    ...place,
    name: aside.name,
    quoted: `${quotedSchema}.${aside.quoted}`,
  }
  const lock = {
    table: quotedTable,
    mode: 'SHARE UPDATE EXCLUSIVE',
    blocks: 'schema changes',
  } as const
  const effect = { kind: 'index', object: quoted, bytes: size, lock } as const
  const build = buildIndex(place, index.createStatement)
  const hasExpression = partsOfDefinition(index.definition)?.elements.some(
    ({ expression }) => expression !== null,
  )
  return [
    {
      title: `Rename ${quoted} to ${aside.quoted}`,
      action: renameIndex(place, aside),
      effects: [],
      onFailure: 'undo',
      undo: {
        title: `Rename ${moved.quoted} to ${own.quoted}`,
        action: renameIndex(moved, own),
        effects: [],
      },
    },
    {
      title: `Build ${quoted} again`,
      action: build,
      effects: [{ ...effect, change: 'create' }],
      onFailure: 'undo',
      undo: {
        title: `Drop ${quoted}`,
        action: dropIndex(place, true),
        effects: [{ ...effect, change: 'drop' }],
      },
    },
    ...(hasExpression
      ? [
          {
            title: `Collect statistics for ${quoted}`,
            action: analyseTable(build, quotedTable),
            effects: [],
            onFailure: 'finish' as const,
            undo: null,
          },
        ]
      : []),
  ]
}
