/** Restores the newest base backup before a moment to that moment, as a clone on Howdah's machine. */
import { lockWords } from '#cluster/facts/clone/about'
import { lookAtRestoreAway } from '#cluster/facts/restore/away'
import { lookAtRestore } from '#cluster/facts/restore/look'
import { lookForMoment, type MomentFacts, type Sought } from '#cluster/facts/restore/moment'
import type { StretchRead } from '#cluster/facts/restore/read-moments'
import type { CloneAction } from '#model/actions/clone'
import { type CloneTarget, exactTime, momentWords, nameOfDropped } from '#model/clone/target'
import type { NextStep, PlanBody, Step } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { finishWal } from '#playbooks/restore/finish-wal'
import { minutesOf, type RestoreInput, restoreInput, wishOf } from '#playbooks/restore/input'
import { makeClone } from '#playbooks/restore/make-clone'
import { newClone } from '#playbooks/restore/new-clone'
import { roomFor } from '#playbooks/restore/ready-to-clone'
import { type RestoreReady, readyToRestore } from '#playbooks/restore/refusals'
import { timeWords } from '#playbooks/restore/time-words'
import { claimBackup, claimWal } from '#playbooks/shared/backup-claims'
import { claimClones } from '#playbooks/shared/claim-clones'
import { endClone } from '#playbooks/shared/end-clone'
import { bytes, counted, seconds } from '#text/figures'
import { minute } from '#text/instant'

export const restorePointInTime = definePlaybook<RestoreInput, MomentFacts, RestoreReady>({
  name: 'restore.point-in-time',
  version: 1,
  summary: 'Restore a backup to a moment, as a clone beside the cluster that can be read',
  example: 'to="2026-11-29 14:03:20"',
  first: 'to',
  risk: 'change',
  tries: true,
  input: restoreInput,

  async look(view, input, known) {
    const wish = wishOf(input)
    const target = wish?.kind === 'known' ? wish.target : null
    return lookForMoment(view, wish, await lookAtRestore(view, target, known))
  },

  async lookAway(away, input, known) {
    const wish = wishOf(input)
    const target = wish?.kind === 'known' ? wish.target : null
    const facts = await lookAtRestoreAway(away, target, known)
    return lookForMoment({ repository: away.repository, primary: null }, wish, facts)
  },

  systemOf: ({ chosen: { about } }) => ({
    systemIdentifier: about.system,
    timeline: about.timeline,
  }),

  refuse: (_, facts) => readyToRestore(facts),

  plan(input, ready): PlanBody {
    const { cluster, chosen, place, repository, target } = ready
    const clone = newClone(ready.cluster, ready.place)
    return {
      headline: `Make clone ${clone} of ${cluster} as it was ${soughtWords(target)}, from ${chosen.backup}`,
      steps: stepsOf(input, ready, clone),
      claims: [
        claimClones(place.folder),
        claimBackup(repository, chosen.backup, 'shared'),
        claimWal(repository, 'shared'),
      ],
      estimates: estimatesOf(input, ready),
      notes: [
        ...unsureNote(ready),
        ...awayNotes(ready),
        ...(ready.away ? [] : [`${cluster} itself goes on as it is: nothing is restored into it.`]),
        'The clone has no network, none of the server’s own settings, no workers of subscriptions and no libraries that run jobs. It stays paused and can only be read.',
        `The data of ${cluster} lies in ${place.folder} as long as the clone lives, not encrypted.`,
      ],
    }
  },

  verify: (_, { place }, steps = []) => {
    const name = cloneIn(steps)?.clone
    const found = place?.clones.find(({ about }) => about?.clone === name)
    if (!found) return `There is no ${name ?? 'clone'}.`
    return found.running ? undefined : `${name ?? ''} is there, and its server does not run.`
  },

  found(_, { cluster, place }, steps) {
    const made = cloneIn(steps)
    const about = place?.clones.find(one => one.about?.clone === made?.clone)?.about
    if (!about) return null
    const last =
      about.reachedAt === null ? '' : `; its last transaction is of ${exact(about.reachedAt)}`
    return [
      `${about.clone} is ${cluster} ${momentWords(about.target)}: replayed up to ${about.reached}${last}.`,
      ...lockWords(about),
      `Ask with \`cluster=${about.clone}\`.`,
    ].join(' ')
  },

  next(_, steps) {
    const made = cloneIn(steps)
    return made ? nextOf(made) : []
  },
})

/** What people do with a clone: take a table back, look at a moment beside, and end the clone. */
const nextOf = ({ clone, target }: CloneAction): readonly NextStep[] => {
  const at = timeOf(target)
  const beside = (label: string, minutes: number): readonly NextStep[] =>
    at === null
      ? []
      : [
          {
            label,
            command: `restore point-in-time to=${new Date(Date.parse(at) + minutes * 60_000).toISOString()}`,
          },
        ]
  return [
    { label: 'Inspect', command: `clone inspect ${clone}` },
    { label: 'Export Table', command: `clone export clone=${clone}` },
    ...beside('5 Minutes Earlier', -5),
    ...beside('1 Minute Later', 1),
    { label: '+1 Transaction', command: `clone forward ${clone}` },
    { label: 'Promote Copy', command: `clone promote ${clone}` },
    endClone(clone),
  ]
}

const timeOf = (target: CloneAction['target']): string | null => {
  if (target.kind === 'time') return target.at
  return target.kind === 'drop' ? (target.found?.at ?? null) : null
}

const exact = (time: string): string => `${time.slice(0, 19).replace('T', ' ')} UTC`

const cloneIn = (steps: readonly Step[]): CloneAction | undefined =>
  steps.flatMap(({ action }) => (action.kind === 'clone' ? [action] : []))[0]

const stepsOf = (input: RestoreInput, ready: RestoreReady, clone: string): readonly Step[] => {
  const { node, database, cluster, chosen, place, target, away } = ready
  const reading = { kind: 'read', node, database, duty: 'backup', deadlineSeconds: 60 } as const
  const planned = makeClone(ready, { clone, target, minutes: minutesOf(input) })
  const making: CloneAction = away ? { ...planned, until: '0/0', alone: true } : planned
  const size = roomFor(chosen.about)
  const restoring: Step = {
    title: `Make clone ${clone} of ${cluster} as it was ${soughtWords(target)} in ${place.folder}, from ${chosen.backup}`,
    action: making,
    effects: [{ change: 'make', kind: 'clone', object: clone, bytes: size, lock: null }],
    onFailure: 'undo',
    undo: {
      title: `End ${clone}`,
      action: { ...making, until: '0/0', way: 'end' },
      effects: [{ change: 'end', kind: 'clone', object: clone, bytes: size, lock: null }],
    },
  }
  if (away) return [restoring]
  return [
    {
      title: `Have ${node} commit an empty transaction, by which replay sees that the moment is past`,
      action: {
        ...reading,
        query: { text: 'select pg_current_xact_id()::text as xid', values: [] },
        outputs: { xid: 'text' },
      },
      effects: [],
      onFailure: 'undo',
      undo: null,
    },
    finishWal(node, database),
    restoring,
  ]
}

const estimatesOf = (input: RestoreInput, ready: RestoreReady): PlanBody['estimates'] => {
  const {
    chosen: { backup, about },
    place: { folder, freeBytes },
    target,
    sought,
    node,
    cluster,
  } = ready
  return [
    ...(sought?.read
      ? [{ label: 'Moment', value: evidenceOf(target, sought, sought.read, node) }]
      : []),
    { label: 'Backup', value: `${backup}, which ended ${minute(about.endedAt)}` },
    {
      label: 'Room',
      value: `about ${bytes(roomFor(about))} in ${folder}${freeBytes === null ? '' : `, which has ${bytes(freeBytes)} free`}`,
    },
    { label: 'Ends', value: `by itself, ${seconds(minutesOf(input) * 60)} after it is there` },
    { label: 'Time', value: timeWords(ready) },
    { label: 'Locks', value: `none: ${cluster} only finishes its present file of WAL` },
    { label: 'Undo', value: 'ends the clone' },
  ]
}

/** A title is read without the notes: it claims no drop that nobody has seen. */
const soughtWords = (target: CloneTarget): string =>
  target.kind === 'drop' && !target.found
    ? `${momentWords(target)}, if it was`
    : momentWords(target)

/** Where the server's own files cannot be read, nothing tells a wrong name from that of a table that was dropped a moment ago. */
const unsureNote = ({ target, away }: RestoreReady): readonly string[] =>
  target.kind === 'drop' && !target.found && !away
    ? [
        `${nameOfDropped(target)} was dropped only just now, or there never was such a table. Look at the name: the restore archives the newest WAL and looks there; where no drop is in it either, it fails and leaves nothing behind.`,
      ]
    : []

const awayNotes = ({ away, cluster }: RestoreReady): readonly string[] => {
  if (!away) return []
  const { because, newest, read } = away
  const last = newest
    ? ` The last transaction that is archived is ${newest.xid ?? 0}, committed ${exactTime(newest.at)}: what was committed later is not in the clone.`
    : read
      ? ` The archived WAL ends at ${read.to}: what was written behind that is not in the clone.`
      : ''
  return [
    `${because} Nothing is asked of ${cluster}, and nothing is done there: the plan is made of the repository alone.${last}`,
  ]
}

/** How the moment was found. */
const evidenceOf = (
  target: CloneTarget,
  { found, table, live }: Sought,
  { from, to, files }: StretchRead,
  node: string,
): string => {
  const span = `the ${live ? '' : 'archived '}WAL from ${from} to ${to} (${counted(files, 'file')})`
  if (target.kind === 'drop' && !found)
    return `not known: ${nameOfDropped(target)} is not on ${node}, and no drop of it is in ${span}`
  const at = found ? exactTime(found.at) : ''
  const again = table?.there ? `; ${nameOfDropped(table)} was made anew since` : ''
  if (target.kind === 'drop')
    return `transaction ${found?.xid ?? ''} dropped ${nameOfDropped(target)}, committed ${at}; replay stops before its lock on the table, at ${found?.lsn ?? ''}; found in ${span}${again}`
  return `${target.kind === 'xid' ? `transaction ${target.xid} was committed` : 'the restore point was made'} ${at}, at ${found?.lsn ?? ''}; found in ${span}`
}
