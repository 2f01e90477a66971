/** Works on a repository of files: verifies a backup, or removes old files. */
import { explain } from '#cluster/clients/postgres/connection'
import { diskFailure } from '#cluster/drivers/disk-failure'
import { removeBackup, stateOfRemoval } from '#cluster/drivers/files/remove-backup'
import { stateOfTrim, trimWal } from '#cluster/drivers/files/trim-wal'
import { verifyBackup } from '#cluster/drivers/files/verify-backup'
import { withDeadline } from '#cluster/drivers/session/acting'
import { openSession } from '#cluster/drivers/session/session'
import { unadopted } from '#cluster/drivers/session/unadopted'
import { type ActionState, stillFenced } from '#model/actions/action-kind'
import type { Driver, StepProgress } from '#model/actions/driver'
import { type FilesAction, filesKind } from '#model/actions/files'
import type { RepositoryKeys } from '#model/cluster'
import type { BackupMarks } from '#model/record/backup-marks'
import { Failure } from '#src/errors'
import { noKeys } from '#src/vault/keys'
import { bytes } from '#text/figures'

export const filesDriver: Driver<FilesAction> = {
  kind: 'files',
  async take(action, holder) {
    const session = await openSession(filesKind.place(action), holder)
    const { marks, config } = holder.cluster
    const keys = config.backup?.keys ?? noKeys
    let progress: StepProgress | undefined
    const tell = (read: number, what: string) => {
      progress = { phase: `reading ${what}, ${bytes(read)} so far`, percent: null, blocker: null }
    }
    return {
      ...unadopted(session),
      look: one => stateOf(one, marks),
      async act(one, how) {
        const started = performance.now()
        const fenced = () => session.read(stillFenced)
        try {
          const outputs = await withDeadline(
            session.client,
            session.where,
            one,
            how,
            async goOn => {
              await fenced()
              const alive = () => {
                if (how.lost.aborted) throw new Failure('run.unknown', 'The run is another’s.', '')
                goOn()
              }
              return worksOf[one.way](one, { marks, keys, goOn: alive, tell, fenced })
            },
          )
          return { seconds: (performance.now() - started) / 1_000, warnings: [], outputs }
        } catch (error) {
          throw (
            diskFailure(
              error,
              'backup.repository',
              `The repository ${one.folder}`,
              'nothing more was done',
            ) ?? explain(error, session.where)
          )
        }
      },
      progress: async () => progress,
    }
  },
  observe: async (action, { repository }) =>
    repository ? stateOf(action, repository.marks) : 'unknown',
}

interface Work {
  readonly marks: BackupMarks
  readonly keys: RepositoryKeys
  readonly goOn: () => void
  readonly tell: (bytes: number, what: string) => void
  /** Rejects where the session of the fence is gone. */
  readonly fenced: () => Promise<unknown>
}

const worksOf: Readonly<
  Record<
    FilesAction['way'],
    (action: FilesAction, work: Work) => Promise<Readonly<Record<string, unknown>>>
  >
> = {
  verify: (action, { marks, keys, ...watched }) => verifyBackup(action, { marks, keys }, watched),
  remove: async (action, { marks }) => {
    await removeBackup(action, marks)
    return {}
  },
  trim: async (action, { marks, goOn }) => {
    await trimWal(action, marks, goOn)
    return {}
  },
}

const stateOf = (action: FilesAction, marks: BackupMarks): Promise<ActionState> => {
  switch (action.way) {
    case 'verify':
      return Promise.resolve('unknown')
    case 'remove':
      return stateOfRemoval(action)
    case 'trim':
      return stateOfTrim(action, marks)
  }
}
