/** Takes a full base backup of the primary into the repository. Reads and writes go on. */
import { z } from 'zod'
import { bytesOf } from '#cluster/facts/backup/about'
import { type BackupFacts, lookAtBackups } from '#cluster/facts/backup/look'
import { nextBackup } from '#cluster/facts/backup/repository'
import type { PlanBody, Step } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { refusal } from '#model/refusal'
import { type BackupReady, readyToBackUp } from '#playbooks/backup/take-refusals'
import {
  planOfStanza,
  readyForStanza,
  type StanzaReady,
  takenByPlan,
} from '#playbooks/backup/take-stanza'
import { bytes, count, seconds } from '#text/figures'
import { listed } from '#text/listed'

const aPace = 'A whole number of MB a second, from 1 to 1024'

export const takeInput = z.object({
  type: z
    .enum(['full', 'diff', 'incr'])
    .default('full')
    .describe('diff since the last full one, incr since the last one, where the repository can'),
  pace: z.coerce
    .number(aPace)
    .int(aPace)
    .min(1, aPace)
    .max(1_024, aPace)
    .optional()
    .describe('MB a second at most; as fast as disk and network allow when left out'),
  checkpoint: z
    .enum(['fast', 'spread'])
    .default('fast')
    .describe('fast begins at once; spread is gentle, and takes minutes before it begins'),
})

type TakeInput = z.infer<typeof takeInput>

/** Of a backup as fast as disk and network allow; the end waits for the last WAL to be archived. */
const daySeconds = 24 * 3_600

/** Twice what the pace takes, as the server may have grown. */
const deadlineOf = ({ pace }: TakeInput, { bytes: size }: BackupReady['server']): number =>
  pace === undefined
    ? daySeconds
    : Math.max(daySeconds, Math.ceil((2 * size) / (pace * 1_024 ** 2)))

export const backupTake = definePlaybook<TakeInput, BackupFacts, BackupReady | StanzaReady>({
  name: 'backup.take',
  version: 2,
  summary: 'Take a base backup of the whole server into the repository',
  example: '',
  first: null,
  risk: 'change',
  input: takeInput,

  look: (view, _, known) => lookAtBackups(view, known),

  refuse(input, facts) {
    if (facts.repository?.stanza) return readyForStanza(input, facts)
    return input.type === 'full'
      ? readyToBackUp(facts)
      : refusal(
          'A repository of files takes full backups only.',
          'Leave `type` out, or keep the backups with pgBackRest.',
        )
  },

  plan(input, ready): PlanBody {
    if ('stanza' in ready) return planOfStanza(input, ready)
    const { node, repository, server } = ready
    const backup = nextBackup(repository)
    return {
      headline: `Take base backup ${backup} of ${node} (about ${bytes(server.bytes)})`,
      steps: [stepOf(input, ready, backup)],
      claims: [
        {
          on: 'node',
          key: `backups/${repository.folder}`,
          label: `backups in ${repository.folder}`,
          mode: 'exclusive',
        },
      ],
      estimates: estimatesOf(input, ready),
      notes: [
        ...keyNotes(repository),
        `A backup helps only where the fault of ${node} does not reach it: whether ${repository.folder} lies on another disk was not looked at.`,
        'Files are compared with PostgreSQL’s own manifest as they arrive; only restoring it shows that it can be restored.',
      ],
    }
  },

  verify: (_, { repository }, steps = []) => {
    const stanza = takenByPlan(repository, steps)
    if (stanza && !stanza.kept) return `There is no new ${stanza.type} backup in the repository.`
    const [name, kept] = stanza?.kept
      ? [stanza.kept.backup, stanza.kept]
      : keptOf(repository, steps)
    if (!kept?.about) return `${name} is not in the repository.`
    if (kept.damage.length > 0) return `${name} is damaged: ${kept.damage.join(' ')}`
    if (!kept.reach) return `${name} is there, but whether its WAL is archived is not known.`
    const { missing } = kept.reach
    return missing.length === 0
      ? undefined
      : `${name} is there, but WAL that it needs is not archived: ${listed(missing)}.`
  },

  found(_, { repository }, steps) {
    const taken = takenByPlan(repository, steps)?.kept
    if (taken?.about)
      return `${taken.backup} is in ${repository?.folder ?? ''}, of ${bytes(bytesOf(taken.about))}, and the WAL that it needs is archived.`
    const [name, kept] = keptOf(repository, steps)
    return kept?.about
      ? `${name} has ${count(kept.about.files)} files, ${bytes(bytesOf(kept.about))}, each as in the manifest, and the WAL that it needs.`
      : null
  },
})

const stepOf = (
  input: TakeInput,
  { node, database, system, server, repository }: BackupReady,
  backup: string,
): Step => ({
  title: `Take base backup ${backup} of ${node} into ${repository.folder}`,
  action: {
    kind: 'basebackup',
    node,
    database,
    duty: 'backup',
    folder: repository.folder,
    backup,
    system,
    ...(repository.key === null ? {} : { key: repository.key }),
    checkpoint: input.checkpoint,
    rate: input.pace === undefined ? null : input.pace * 1_024,
    way: 'take',
    deadlineSeconds: deadlineOf(input, server),
  },
  effects: [
    { change: 'take', kind: 'backup', object: backup, bytes: Math.round(server.bytes), lock: null },
  ],
  onFailure: 'undo',
  undo: null,
})

/** Said before the first backup: who loses the key has no backup. */
const keyNotes = ({ folder, key }: BackupReady['repository']): readonly string[] =>
  key === null
    ? [`Whoever may read ${folder} has all data: the backup is not encrypted.`]
    : [
        `The backup is encrypted with the key ${key}. Without that key nobody can restore it, Howdah neither: keep a copy of the key apart from ${folder} and from Howdah’s machine.`,
      ]

const estimatesOf = (
  { pace, checkpoint }: TakeInput,
  { repository: { folder, freeBytes }, server }: BackupReady,
): PlanBody['estimates'] => [
  {
    label: 'Room',
    value: `about ${bytes(server.bytes)} in ${folder}${freeBytes === null ? '' : `, which has ${bytes(freeBytes)} free`}`,
  },
  {
    label: 'Load',
    value: `reads the whole primary${pace === undefined ? ', as fast as disk and network allow (`pace=` sets a limit)' : `, at most ${pace} MB a second`}; ${checkpoint === 'fast' ? 'a checkpoint first, at once' : 'a usual checkpoint first, which takes minutes'}`,
  },
  {
    label: 'Time',
    value:
      pace === undefined
        ? 'not known before'
        : `about ${seconds(server.bytes / (pace * 1_024 ** 2))} and the checkpoint`,
  },
  { label: 'Locks', value: 'none: reads, writes and schema changes continue' },
  { label: 'Undo', value: 'none: a backup stays until somebody removes it' },
]

/** The name of the plan's backup, and the backup where the repository has one. */
const keptOf = (repository: BackupFacts['repository'], steps: readonly Step[]) => {
  const action = steps[0]?.action
  const name = action?.kind === 'basebackup' ? action.backup : ''
  return [name, repository?.backups.find(({ backup }) => backup === name)] as const
}
