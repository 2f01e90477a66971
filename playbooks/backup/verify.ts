/**
 * Reads a whole backup: each file against PostgreSQL's manifest, and the WAL from its start to the newest moment, record
 * by record. Nothing is changed; what was found stands in the journal.
 */
import { z } from 'zod'
import { type BackupAbout, bytesOf } from '#cluster/facts/backup/about'
import { type BackupFacts, lookAtBackups } from '#cluster/facts/backup/look'
import { line } from '#model/input'
import { definePlaybook } from '#model/playbook'
import { isRefusal, refusal } from '#model/refusal'
import { legibleRepository, notOurs } from '#playbooks/backup/refusals'
import { claimBackup, claimWal } from '#playbooks/shared/backup-claims'
import { bytes, count, counted } from '#text/figures'

export const verifyInput = z.object({
  backup: line.max(40).optional().describe('The newest when left out'),
})

interface Legible extends BackupFacts {
  readonly repository: NonNullable<BackupFacts['repository']>
  readonly about: BackupAbout
  readonly manifest: string
}

/** Even a slow disk reads terabytes in that time. */
const daySeconds = 24 * 3_600

export const backupVerify = definePlaybook<z.infer<typeof verifyInput>, BackupFacts, Legible>({
  name: 'backup.verify',
  version: 1,
  summary: 'Read a whole backup and its WAL, and report anything that is not as it was taken',
  example: 'full-1',
  first: 'backup',
  risk: 'read',
  input: verifyInput,

  look: (view, _, known) => lookAtBackups(view, known),

  refuse({ backup: wanted }, facts) {
    const legible = legibleRepository(facts)
    if (isRefusal(legible)) return legible
    const { repository, system } = legible
    const kept = repository.backups.find(({ backup }) => wanted === undefined || backup === wanted)
    if (!kept)
      return wanted === undefined
        ? refusal(`There is no base backup of ${facts.cluster} yet.`, 'Take one.', 'backup take')
        : refusal(
            `There is no backup ${wanted} of ${facts.cluster}.`,
            'See which there are.',
            'backup list',
          )
    const other = notOurs(kept, system)
    if (other) return other
    const { about } = kept
    if (!about || about.manifest === null) throw new Error(`${kept.backup} has no words`)
    return { ...facts, repository, about, manifest: about.manifest }
  },

  plan(_, { cluster, node, database, repository, about, manifest }) {
    const { folder, archive, stanza } = repository
    const reading = { node, database, duty: 'observe', deadlineSeconds: daySeconds } as const
    const { backup } = about
    return {
      headline: `Verify ${backup} of ${cluster} (${bytes(bytesOf(about))} and its WAL)`,
      steps: [
        {
          title: `Read ${backup} in ${folder} and its WAL in ${archive}`,
          action: stanza
            ? { kind: 'pgbackrest', ...reading, stanza, backup, manifest, way: 'verify' }
            : { kind: 'files', ...reading, folder, archive, backup, manifest, way: 'verify' },
          effects: [
            { change: 'verify', kind: 'backup', object: backup, bytes: bytesOf(about), lock: null },
          ],
          onFailure: 'undo',
          halts: 'hold',
          undo: null,
        },
      ],
      claims: [claimBackup(repository, backup, 'shared'), claimWal(repository, 'shared')],
      estimates: [
        {
          label: 'Load',
          value: `reads ${bytes(bytesOf(about))} and the WAL since, on Howdah’s machine`,
        },
        { label: 'Locks', value: 'none: the server takes no part but for a session that waits' },
        { label: 'Undo', value: 'nothing to undo: it only reads' },
      ],
      notes: ['What is read is as it was taken; only restoring it shows that it can be restored.'],
    }
  },

  verify: () => undefined,

  found(_, __, steps, heard) {
    const said = heard?.get(0)
    const action = steps[0]?.action
    if (!said || !(action && 'backup' in action && action.kind !== 'clone')) return null
    const segments = Number(said['segments'])
    return `${action.backup} is whole: ${count(Number(said['files']))} files as in the manifest, and ${counted(segments, 'file')} of WAL up to ${String(said['last'])}, each ${action.kind === 'files' ? 'record' : 'file'} as its checksum says.`
  },
})
