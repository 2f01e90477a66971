/** The plan of backup.take where pgBackRest keeps the backups. */

import type { Repository, ToldStanza } from '#cluster/facts/backup/kept-backup'
import type { BackupFacts } from '#cluster/facts/backup/look'
import { backupLabel, machineWords } from '#model/actions/host/tools'
import type { StanzaConfig } from '#model/cluster'
import type { PlanBody, Step } from '#model/plan'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { othersRepository } from '#playbooks/backup/others-repository'
import { legibleRepository } from '#playbooks/backup/refusals'
import { notArchived } from '#playbooks/shared/not-archived'
import { noLogin } from '#playbooks/shared/refusals'
import { bytes } from '#text/figures'
import { minute } from '#text/instant'

interface TakeStanzaInput {
  readonly type: 'full' | 'diff' | 'incr'
  readonly pace?: number | undefined
  readonly checkpoint: 'fast' | 'spread'
}

export interface StanzaReady extends BackupFacts {
  readonly repository: Repository
  readonly stanza: StanzaConfig
  readonly told: ToldStanza
}

export const readyForStanza = (
  { type, pace }: TakeStanzaInput,
  facts: BackupFacts,
): Refusal | StanzaReady => {
  if (facts.login === null) return noLogin('backup')
  const legible = legibleRepository(facts)
  if (isRefusal(legible)) return legible
  const { repository, system } = legible
  const { stanza, told, folder, backups } = repository
  if (!stanza || !told) throw new Error('no stanza')
  if (pace !== undefined)
    return refusal(
      'pgBackRest has no pace in MB a second.',
      'Leave `pace` out; `process-max` in its configuration bounds the load.',
    )
  if (type !== 'full' && !backups.some(({ taken }) => taken?.type === 'full'))
    return refusal(
      `${folder} has no full backup that ${type === 'incr' ? 'an incremental' : 'a differential'} one could build on.`,
      'Take a full one.',
      'backup take type=full',
    )
  return (
    othersRepository(repository, system) ??
    // pgBackRest archives no WAL without the stanza that the first step makes.
    (told.made
      ? notArchived(facts, repository, 'base backup')
      : (gone(facts, folder) ?? archivesNothing(facts))) ?? {
      ...facts,
      repository,
      stanza,
      told,
    }
  )
}

/** A repository that is not mounted looks like a new repository. */
const gone = ({ verified }: BackupFacts, folder: string): Refusal | undefined => {
  const known = verified.find(({ backup }) => backupLabel.test(backup))
  return known
    ? refusal(
        `${folder} is not there, and Howdah verified ${known.backup} in it on ${minute(known.at)}: its repository is away, or was removed.`,
        'Mount it. Where it was removed on purpose, make it anew by hand: `pgbackrest stanza-create`.',
      )
    : undefined
}

const archivesNothing = ({ node, server }: BackupFacts): Refusal | undefined =>
  server.archiveMode === 'off' || server.archives === false
    ? refusal(
        `${node} archives no WAL. A base backup alone cannot be restored.`,
        'Set `archive_mode = on` and `archive_command` to `pgbackrest --stanza=… archive-push %p`. It takes a restart.',
      )
    : undefined

const daySeconds = 24 * 3_600

export const planOfStanza = (
  { type, checkpoint }: TakeStanzaInput,
  { cluster, node, database, repository, stanza, told, server }: StanzaReady,
): PlanBody => {
  const { folder, backups } = repository
  const place = { node, database, duty: 'backup', stanza } as const
  const making: Step = {
    title: `Make ${folder}`,
    action: { kind: 'host', ...place, tool: { tool: 'stanza-create' }, deadlineSeconds: 600 },
    effects: [],
    onFailure: 'undo',
    undo: null,
  }
  const taking: Step = {
    title: `Have pgBackRest take a ${type} backup of ${cluster} into ${folder}`,
    action: {
      kind: 'pgbackrest',
      ...place,
      way: 'take',
      type,
      checkpoint,
      after: backups[0]?.backup ?? null,
      deadlineSeconds: daySeconds,
    },
    effects: [
      {
        change: 'take',
        kind: 'backup',
        object: `${type} backup`,
        bytes: type === 'full' ? Math.round(server.bytes) : null,
        lock: null,
      },
    ],
    onFailure: 'undo',
    undo: null,
  }
  return {
    headline: `Take a ${type} backup of ${cluster} with pgBackRest (${type === 'full' ? 'about' : 'of'} ${bytes(server.bytes)})`,
    steps: told.made ? [taking] : [making, taking],
    claims: [
      {
        on: 'node',
        key: `backups/${folder}`,
        label: `backups in ${folder}`,
        mode: 'exclusive',
      },
    ],
    estimates: [
      {
        label: 'Builds on',
        value: type === 'full' ? 'nothing: it is whole by itself' : buildsOn(type, backups),
      },
      {
        label: 'Load',
        value: `pgBackRest on ${machineWords(stanza)} reads what is new, with the processes that its configuration names`,
      },
      { label: 'Time', value: 'not known before' },
      { label: 'Locks', value: 'none: reads, writes and schema changes continue' },
      { label: 'Undo', value: 'none: a backup stays until somebody removes it' },
    ],
    notes: [
      ...(told.made || server.lastArchived === null
        ? []
        : [
            `${node} archived ${server.lastArchived} last, ${minute(server.lastArchivedAt ?? '')}. If that was into ${folder}, its repository is away, and this begins another one.`,
          ]),
      encryptionWords(folder, told),
      'Only restoring it shows that it can be restored.',
    ],
  }
}

const buildsOn = (type: 'diff' | 'incr', backups: Repository['backups']): string => {
  const found = backups.find(({ taken }) => type === 'incr' || taken?.type === 'full')
  return `${found?.backup ?? 'a full one'}, without which it cannot be restored`
}

const encryptionWords = (folder: string, { made, cipher }: ToldStanza): string =>
  !made
    ? `Whether ${folder} is encrypted is for pgBackRest’s configuration to say, before the stanza is made.`
    : cipher === 'none'
      ? `Whoever may read ${folder} has all data: the backup is not encrypted.`
      : `${folder} is encrypted with ${cipher}: without the pass phrase in pgBackRest’s configuration nothing of it can be read again.`

/** The backup of the plan: the newest of the type, by a run of Howdah, after the backups of then. */
export const takenByPlan = (
  repository: BackupFacts['repository'],
  steps: readonly Step[],
):
  | { readonly type: string; readonly kept: Repository['backups'][number] | undefined }
  | undefined => {
  const action = steps.at(-1)?.action
  if (action?.kind !== 'pgbackrest' || action.way !== 'take') return undefined
  const kept = repository?.backups.find(
    ({ backup, taken }) =>
      taken?.type === action.type &&
      taken.run !== null &&
      (action.after === null || backup > action.after),
  )
  return { type: action.type, kept }
}
