/** The steps of a rotation: half done detachments first, then new partitions, then old partitions. */

import type { Part } from '#cluster/facts/partition/parts'
import type { NewPart } from '#cluster/facts/partition/rotation'
import type { Effect } from '#model/effect'
import type { PlanBody, Step } from '#model/plan'
import {
  attachBesideDefault,
  attachPart,
  detachAtOnce,
  detachNewPart,
  detachOldAtOnce,
  detachPart,
  dropEmptyPart,
  finishDetachment,
  makePart,
  type PartBounds,
  type SetPlace,
} from '#playbooks/partition/actions'
import { drainOf, drainStep, fewRows, moveBack, moveRest } from '#playbooks/partition/drain'
import { rotationEstimates } from '#playbooks/partition/rotate-estimates'
import type { RotateInput } from '#playbooks/partition/rotate-input'
import { rotationNotes } from '#playbooks/partition/rotate-notes'
import { detachHindrance, type ReadyRotation } from '#playbooks/partition/rotate-refusals'
import { counted } from '#text/figures'

export const planRotation = (input: RotateInput, facts: ReadyRotation): PlanBody => {
  const { set, missing, parts } = facts
  const place = placeOf(facts)
  const pending = parts.filter(one => one.pending)
  const expired = detachHindrance(input, facts) ? [] : facts.expired
  return {
    headline: headlineOf(facts, expired, pending),
    steps: [
      ...pending.map(part => finishStep(place, part)),
      ...missing.flatMap((part, at) => makeSteps(facts, place, part, at)),
      ...expired.map(part => detachStep(place, part)),
    ],
    claims: [
      {
        on: 'relation',
        key: `${facts.database}/${set.oid}`,
        label: set.quoted,
        mode: 'exclusive',
      },
    ],
    estimates: rotationEstimates(input, facts, { expired, pending }),
    notes: rotationNotes(input, facts, expired),
  }
}

const placeOf = ({ node, database, set }: ReadyRotation): SetPlace => ({
  node,
  database,
  role: set.owner,
  quoted: set.quoted,
  oid: set.oid,
  defaultPart: set.defaultPart,
})

const headlineOf = (
  { set, missing }: ReadyRotation,
  expired: readonly Part[],
  pending: readonly Part[],
): string => {
  const [first] = missing
  const last = missing.at(-1)
  const what = [
    ...(pending.length > 0 ? ['finish an interrupted detachment'] : []),
    ...(first && last
      ? [
          `make ${counted(missing.length, 'partition')} (${first.words.split(' to ')[0]} to ${last.words.split(' to ')[1]})`,
        ]
      : []),
    ...(expired.length > 0 ? [`detach ${counted(expired.length, 'old partition')}`] : []),
  ].join(', ')
  return `${what.charAt(0).toUpperCase()}${what.slice(1)} of ${set.quoted}`
}

const makeSteps = (
  facts: ReadyRotation,
  place: SetPlace,
  part: NewPart,
  at: number,
): readonly Step[] => {
  const { set, dress, defaults } = facts
  const drain = drainOf(defaults, set, part, at)
  const name = { schema: set.schema, name: part.name, quoted: part.quoted }
  const effect: Effect = {
    change: 'create',
    kind: 'partition',
    object: part.quoted,
    bytes: 0,
    lock: null,
  }
  const bounds = boundsOf(part)
  const attached: readonly Effect[] = [
    { ...effect, change: 'attach', lock: sharedLock(place) },
    ...(place.defaultPart === null ? [] : [defaultEffect(effect, place.defaultPart)]),
    ...facts.refersTo.map(table => referredEffect(effect, table)),
  ]
  const statements = [
    `CREATE ${dress?.persistence ?? ''}TABLE ${part.quoted} (LIKE ${set.quoted} INCLUDING ALL EXCLUDING IDENTITY EXCLUDING STATISTICS)${dress?.tail ?? ''}`,
    ...(dress?.statements[at] ?? []),
  ]
  const alike = [part.quoted, part.name, part.from, part.to, part.words]
  return [
    {
      title: `Make ${part.quoted} for ${part.words}`,
      action: makePart(place, name, statements, drain ? [drain.from.quoted] : []),
      effects: [effect],
      alike,
      onFailure: 'undo',
      undo: {
        title: drain
          ? `Move what is in ${part.quoted} back, and drop it`
          : `Drop ${part.quoted} while it is empty`,
        action: dropEmptyPart(place, name, drain && moveBack(drain, name)),
        effects: [{ ...effect, change: 'remove' }],
      },
    },
    ...(drain && drain.count > fewRows
      ? [{ ...drainStep(place, name, drain, drain.from.heapBytes), alike }]
      : []),
    {
      title: `Attach ${part.quoted} to ${set.quoted}`,
      action:
        place.defaultPart === null
          ? attachPart(place, name, bounds)
          : attachBesideDefault(place, name, bounds, drain && moveRest(drain, name)),
      effects: attached,
      alike,
      onFailure: 'undo',
      undo: {
        title: `Detach ${part.quoted}`,
        action:
          place.defaultPart === null
            ? detachNewPart(place, name)
            : detachAtOnce(place, name, { empty: drain === undefined }),
        effects: [
          {
            ...effect,
            change: 'detach',
            lock: place.defaultPart === null ? sharedLock(place) : wholeLock(place),
          },
        ],
      },
    },
  ]
}

const boundsOf = ({ from, to }: NewPart): PartBounds => ({ from: `'${from}'`, to: `'${to}'` })

const sharedLock = ({ quoted }: SetPlace): Effect['lock'] => ({
  table: quoted,
  mode: 'SHARE UPDATE EXCLUSIVE',
  blocks: 'schema changes',
})

/** What a default partition costs: no detachment is concurrent. */
const wholeLock = ({ quoted }: SetPlace): Effect['lock'] => ({
  table: quoted,
  mode: 'ACCESS EXCLUSIVE',
  blocks: 'reads and writes',
})

const defaultEffect = (effect: Effect, table: string): Effect => ({
  ...effect,
  change: 'attach',
  lock: { table, mode: 'ACCESS EXCLUSIVE', blocks: 'reads and writes' },
})

/** The foreign key of a new partition gets triggers on the table that the key refers to. */
const referredEffect = (effect: Effect, table: string): Effect => ({
  ...effect,
  change: 'attach',
  lock: { table, mode: 'SHARE ROW EXCLUSIVE', blocks: 'writes' },
})

const finishStep = (place: SetPlace, part: Part): Step => ({
  title: `Finish the interrupted detachment of ${part.quoted}`,
  action: finishDetachment(place, part),
  effects: [
    {
      change: 'detach',
      kind: 'partition',
      object: part.quoted,
      bytes: part.bytes,
      lock: sharedLock(place),
    },
  ],
  onFailure: 'undo',
  undo: null,
})

const detachStep = (place: SetPlace, part: Part): Step => {
  const { defaultPart } = place
  const effect: Effect = {
    change: 'detach',
    kind: 'partition',
    object: part.quoted,
    bytes: part.bytes,
    lock: defaultPart === null ? sharedLock(place) : wholeLock(place),
  }
  const back: Effect = { ...effect, change: 'attach', lock: sharedLock(place) }
  return {
    title: `Detach ${part.quoted}`,
    action: defaultPart === null ? detachPart(place, part) : detachOldAtOnce(place, part),
    effects: [effect],
    alike: [part.quoted, part.name, part.oid],
    onFailure: 'undo',
    undo: {
      title: `Attach ${part.quoted} again`,
      action:
        defaultPart === null
          ? attachPart(place, part, oldBounds(part))
          : attachBesideDefault(place, part, oldBounds(part)),
      effects: [back, ...(defaultPart === null ? [] : [defaultEffect(back, defaultPart)])],
    },
  }
}

/** As PostgreSQL printed them; a table that was detached concurrently has a CHECK of them, so that no row is read. */
const oldBounds = ({ loText, hiText }: Part): PartBounds => ({
  from: loText === null ? 'MINVALUE' : `'${loText}'`,
  to: `'${hiText}'`,
})
