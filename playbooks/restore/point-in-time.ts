/** Restores the newest base backup before a moment to that moment, as a clone on Howdah's machine. */
import { lockWords } from '#cluster/facts/clone/about'
import { numberOfClone } from '#cluster/facts/clone/clones-in'
import { lookAtRestore, type RestoreFacts } from '#cluster/facts/restore/look'
import type { CloneAction } from '#model/actions/clone'
import { targetWords } from '#model/clone/target'
import type { NextStep, PlanBody, Step } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { minutesOf, type RestoreInput, restoreInput, targetOf } from '#playbooks/restore/input'
import { type RestoreReady, readyToRestore, roomFor } from '#playbooks/restore/refusals'
import { claimBackup, claimWal } from '#playbooks/shared/backup-claims'
import { bytes, seconds } from '#text/figures'
import { minute } from '#text/instant'

/** Unpacking and replay of a large server take hours. */
const deadlineSeconds = 12 * 3_600

/** No moment is refused before anything is read of a backup for that moment. */
const anyMoment = { kind: 'xid', xid: '0' } as const

export const restorePointInTime = definePlaybook<RestoreInput, RestoreFacts, RestoreReady>({
  name: 'restore.point-in-time',
  version: 1,
  summary: 'Restore a backup to a moment, as a clone beside the cluster that can be read',
  example: 'to="2026-11-29 14:03:20"',
  first: 'to',
  risk: 'change',
  input: restoreInput,

  look: (view, input, known) => lookAtRestore(view, targetOf(input) ?? anyMoment, known),

  refuse: (input, facts) => readyToRestore(targetOf(input), facts),

  plan(input, ready): PlanBody {
    const { cluster, chosen, place, repository, target } = ready
    const clone = nameOf(ready)
    return {
      headline: `Restore ${cluster} to ${targetWords(target)} as ${clone}, from ${chosen.backup} (${bytes(roomFor(chosen.about))})`,
      steps: stepsOf(input, ready, clone),
      claims: [
        {
          on: 'node',
          key: `clones/${place.folder}`,
          label: `clones in ${place.folder}`,
          mode: 'exclusive',
        },
        claimBackup(repository, chosen.backup, 'shared'),
        claimWal(repository, 'shared'),
      ],
      estimates: estimatesOf(input, ready),
      notes: [
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
      `${about.clone} is ${cluster} at ${targetWords(about.target)}: replayed up to ${about.reached}${last}.`,
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
  const beside = (label: string, minutes: number): readonly NextStep[] =>
    target.kind === 'time'
      ? [
          {
            label,
            command: `restore point-in-time to=${new Date(Date.parse(target.at) + minutes * 60_000).toISOString()}`,
          },
        ]
      : []
  return [
    { label: 'Export Table', command: `clone export clone=${clone}` },
    ...beside('5 Minutes Earlier', -5),
    ...beside('1 Minute Later', 1),
    { label: 'End Clone', command: `clone end ${clone}` },
  ]
}

const exact = (time: string): string => `${time.slice(0, 19).replace('T', ' ')} UTC`

/** The number of the newest clone in the place, and 1. */
const nameOf = ({ cluster, place: { clones } }: RestoreReady): string =>
  `${cluster}-clone-${Math.max(0, ...clones.map(({ entry }) => numberOfClone(entry))) + 1}`

const cloneIn = (steps: readonly Step[]): CloneAction | undefined =>
  steps.flatMap(({ action }) => (action.kind === 'clone' ? [action] : []))[0]

const stepsOf = (
  input: RestoreInput,
  { node, database, cluster, chosen, place, repository, target }: RestoreReady,
  clone: string,
): readonly Step[] => {
  const reading = { kind: 'read', node, database, duty: 'backup', deadlineSeconds: 60 } as const
  const making: CloneAction = {
    kind: 'clone',
    node,
    database,
    duty: 'backup',
    folder: repository.folder,
    archive: repository.archive,
    backup: chosen.backup,
    manifest: chosen.manifest,
    system: chosen.about.system,
    target,
    until: { from: 1, output: 'lsn' },
    clone,
    place: place.folder,
    programs: place.programs,
    ...(repository.stanza ? { stanza: repository.stanza } : {}),
    minutes: minutesOf(input),
    way: 'make',
    deadlineSeconds,
  }
  const size = roomFor(chosen.about)
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
    {
      title: `Have ${node} finish its file of WAL, so that the moment is archived`,
      action: {
        ...reading,
        // Once more changes nothing: a file of WAL that was just begun is not finished again.
        query: { text: 'select pg_switch_wal()::text as lsn', values: [] },
        outputs: { lsn: 'lsn' },
      },
      effects: [],
      onFailure: 'undo',
      undo: null,
    },
    {
      title: `Restore ${chosen.backup} of ${cluster} to ${targetWords(target)} as ${clone} in ${place.folder}`,
      action: making,
      effects: [{ change: 'make', kind: 'clone', object: clone, bytes: size, lock: null }],
      onFailure: 'undo',
      undo: {
        title: `End ${clone}`,
        action: { ...making, until: '0/0', way: 'end' },
        effects: [{ change: 'end', kind: 'clone', object: clone, bytes: size, lock: null }],
      },
    },
  ]
}

const estimatesOf = (
  input: RestoreInput,
  { chosen: { backup, about }, place: { folder, freeBytes } }: RestoreReady,
): PlanBody['estimates'] => [
  { label: 'Backup', value: `${backup}, which ended ${minute(about.endedAt)}` },
  {
    label: 'Room',
    value: `about ${bytes(roomFor(about))} in ${folder}${freeBytes === null ? '' : `, which has ${bytes(freeBytes)} free`}`,
  },
  { label: 'Ends', value: `by itself, ${seconds(minutesOf(input) * 60)} after it is there` },
  { label: 'Time', value: 'not known before: unpacking, then replay of WAL' },
  { label: 'Locks', value: 'none: nothing of the cluster is touched but its file of WAL' },
  { label: 'Undo', value: 'ends the clone' },
]
