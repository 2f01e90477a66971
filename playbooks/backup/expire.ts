/** Removes old backups, and the WAL that no backup needs any more. The last good backup always stays. */
import { z } from 'zod'
import { bytesOf } from '#cluster/facts/backup/about'
import type { KeptBackup, Repository } from '#cluster/facts/backup/kept-backup'
import { type BackupFacts, lookAtBackups } from '#cluster/facts/backup/look'
import { readArchive } from '#cluster/facts/backup/wal'
import { clonesIn } from '#cluster/facts/clone/clones-in'
import type { FilesAction } from '#model/actions/files'
import type { Step } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { isRefusal, refusal } from '#model/refusal'
import { type Choice, chooseExpired, walToGo } from '#playbooks/backup/expire-choice'
import { fullSets } from '#playbooks/backup/full-sets'
import { legibleRepository } from '#playbooks/backup/refusals'
import { claimBackup, claimWal } from '#playbooks/shared/backup-claims'
import { noLogin } from '#playbooks/shared/refusals'
import { bytes, counted } from '#text/figures'
import { minute } from '#text/instant'
import { listed } from '#text/listed'

const anAmount = 'A whole number from 1 to 1000'
const someDays = 'A whole number of days, from 1 to 3650'

export const expireInput = z.object({
  keep: z.coerce
    .number(anAmount)
    .int(anAmount)
    .min(1, anAmount)
    .max(1_000, anAmount)
    .optional()
    .describe('How many good backups to keep'),
  days: z.coerce
    .number(someDays)
    .int(someDays)
    .min(1, someDays)
    .max(3_650, someDays)
    .optional()
    .describe('Keep each moment of this many last days within reach'),
})

type ExpireInput = z.infer<typeof expireInput>

export interface ExpireFacts extends BackupFacts {
  /** Names in the archive of WAL; null where the archive cannot be read. */
  readonly archived: readonly string[] | null
  /** Backups that clones were made of; null where the folder of clones cannot be read. */
  readonly used: readonly string[] | null
  /** Milliseconds since 1970. */
  readonly now: number
}

interface Expirable extends ExpireFacts {
  readonly repository: Repository
  readonly used: readonly string[]
  readonly choice: Choice
  readonly wal: ReturnType<typeof walToGo>
}

export const backupExpire = definePlaybook<ExpireInput, ExpireFacts, Expirable>({
  name: 'backup.expire',
  version: 1,
  summary: 'Remove old backups, and the WAL that no kept backup needs',
  example: 'keep=3',
  first: null,
  risk: 'irreversible',
  input: expireInput,

  async look(view, _, known) {
    const facts = await lookAtBackups(view, known)
    const { repository } = facts
    const archived = repository && (await archivedIn(repository))
    const clones = view.repository?.clones ? await clonesIn(view.repository.clones.folder) : []
    const used = clones && clones.flatMap(({ about }) => (about ? [about.backup] : []))
    return { ...facts, archived, used, now: Date.now() }
  },

  refuse(input, facts) {
    if (input.keep === undefined && input.days === undefined)
      return refusal(
        'Nothing says what to keep.',
        'Give `keep=3` for the three newest, `days=30` for each moment of thirty days, or both.',
      )
    if (facts.login === null) return noLogin('backup')
    const legible = legibleRepository(facts)
    if (isRefusal(legible)) return legible
    if (facts.used === null)
      return refusal(
        'The folder of clones cannot be read, and a clone may need its backup.',
        'Mount it, or set its rights.',
      )
    const { repository, used } = fullSets(legible.repository, facts.used)
    const choice = chooseExpired({ ...facts, repository, used }, input, facts.now)
    if (choice.oldest === null)
      return refusal(
        `${repository.folder} holds no good backup of ${facts.cluster}, so nothing is removed.`,
        'Take one first.',
        'backup take',
      )
    const gone = new Set(choice.go)
    // pgBackRest removes WAL by its own retention.
    const wal = walToGo(
      repository.stanza ? [] : (facts.archived ?? []),
      repository.backups.filter(kept => !gone.has(kept)),
    )
    if (choice.go.length === 0 && wal === null)
      return refusal(
        `Every backup of ${facts.cluster} is still needed: ${choice.oldest.backup} is the oldest to keep.`,
        'Nothing needs to be done; give a smaller number to remove more.',
        'backup list',
      )
    return { ...facts, repository, used, choice, wal }
  },

  plan(_, ready) {
    const { cluster, repository, used, choice, wal } = ready
    const { go, oldest, alone } = choice
    const freed = go.reduce((sum, { about }) => sum + (about ? bytesOf(about) : 0), 0)
    return {
      headline:
        go.length === 0
          ? `Remove WAL of ${cluster} that no backup needs`
          : `Remove ${counted(go.length, 'backup')} of ${cluster} (${bytes(freed)})`,
      steps: [...go.map(kept => removal(ready, kept)), ...(wal ? [trimming(ready, wal)] : [])],
      claims: [
        {
          on: 'node',
          key: `backups/${repository.folder}`,
          label: `backups in ${repository.folder}`,
          mode: 'exclusive',
        },
        ...go.map(({ backup }) => claimBackup(repository, backup, 'exclusive')),
        ...(wal ? [claimWal(repository, 'exclusive')] : []),
      ],
      estimates: [
        ...go.map(({ backup, about }) => ({
          label: backup,
          value: about ? `taken ${minute(about.endedAt)}, ${bytes(bytesOf(about))}` : 'not known',
        })),
        {
          label: 'Stays',
          value: `${oldest?.backup ?? ''}, taken ${minute(oldest?.about?.endedAt ?? '')}, and what is newer: no moment before it can be reached any more`,
        },
        { label: 'Undo', value: 'none: what is removed is gone' },
      ],
      notes: [
        ...(used.length === 0
          ? []
          : [`Clones were made of ${listed([...new Set(used)])}: their backups stay.`]),
        ...(repository.stanza
          ? [
              'With each full backup go the backups that build on it. pgBackRest removes WAL by its own retention, in the same step.',
            ]
          : []),
        ...(alone.length === 0
          ? []
          : [
              `Left alone, because this Howdah did not take them or cannot tell: ${listed(alone.map(({ backup }) => backup))}.`,
            ]),
      ],
    }
  },

  verify(_, { repository, archived }, steps = []) {
    for (const { action } of steps) {
      if ((action.kind !== 'files' && action.kind !== 'pgbackrest') || action.way !== 'remove')
        continue
      const left = repository?.backups.some(
        ({ backup, about }) => backup === action.backup && about?.manifest === action.manifest,
      )
      if (left !== false)
        return `${action.backup} is still there, or the repository cannot be read.`
    }
    return archived === null ? 'The archive of WAL cannot be read any more.' : undefined
  },

  found(_, { repository }) {
    return (
      repository && `${counted(repository.backups.length, 'backup')} left in ${repository.folder}.`
    )
  },
})

/** Null where the archive cannot be read. */
const archivedIn = async ({ archive, told }: Repository): Promise<readonly string[] | null> =>
  told ? told.archived && [...told.archived.keys()] : readArchive(archive)

const hourSeconds = 3_600

const actionOf = (
  { node, database, repository: { folder, archive } }: Expirable,
  { backup, about }: KeptBackup,
  way: FilesAction['way'],
): FilesAction => ({
  kind: 'files',
  node,
  database,
  duty: 'backup',
  folder,
  archive,
  backup,
  manifest: about?.manifest ?? '',
  way,
  deadlineSeconds: hourSeconds,
})

const removal = (ready: Expirable, kept: KeptBackup): Step => ({
  title: `Remove ${kept.backup} from ${ready.repository.folder}`,
  action: ready.repository.stanza
    ? {
        kind: 'pgbackrest',
        node: ready.node,
        database: ready.database,
        duty: 'backup',
        stanza: ready.repository.stanza,
        way: 'remove',
        backup: kept.backup,
        manifest: kept.about?.manifest ?? '',
        deadlineSeconds: hourSeconds,
      }
    : actionOf(ready, kept, 'remove'),
  effects: [
    {
      change: 'expire',
      kind: 'backup',
      object: kept.backup,
      bytes: kept.about && bytesOf(kept.about),
      lock: null,
    },
  ],
  onFailure: 'undo',
  undo: null,
})

const trimming = (ready: Expirable, { before, files }: NonNullable<Expirable['wal']>): Step => ({
  title: `Remove ${counted(files.length, 'file')} of WAL from before ${before.backup}`,
  action: actionOf(ready, before, 'trim'),
  effects: [
    {
      change: 'expire',
      kind: 'backup',
      object: `WAL before ${before.backup}`,
      bytes: files.length * (before.about?.segment ?? 0),
      lock: null,
    },
  ],
  onFailure: 'undo',
  undo: null,
})
