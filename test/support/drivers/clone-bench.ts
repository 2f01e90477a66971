/** The bench of the driver that makes clones: of one backup, with rows written before and after the moment. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import { drivers } from '#cluster/drivers/catalogue'
import { hasArrived } from '#cluster/facts/backup/wal'
import type { Place } from '#model/actions/action-kind'
import type { CloneAction } from '#model/actions/clone'
import type { Operated } from '#model/actions/driver'
import type { Bench } from '#test/support/drivers/bench'
import { reins } from '#test/support/drivers/check'
import type { TestServer } from '#test/support/postgres'
import type { TestRepository } from '#test/support/repository'

export interface ClonedBackup extends Pick<CloneAction, 'backup' | 'manifest' | 'target'> {
  /** All WAL before this LSN is archived. */
  readonly until: string
}

/** Takes a base backup, writes on, and has everything archived. The moment is right after `before`. */
export const backupToClone = async (
  { cluster, server }: { readonly cluster: Operated; readonly server: TestServer },
  repository: TestRepository,
  taking: {
    readonly place: Place
    readonly system: string
    readonly before: string
    readonly after: string
  },
): Promise<ClonedBackup> => {
  const { place, system, before, after } = taking
  const action = {
    kind: 'basebackup',
    ...place,
    folder: repository.folder,
    backup: 'full-1',
    system,
    checkpoint: 'fast',
    rate: null,
    way: 'take',
    deadlineSeconds: 120,
  } as const
  const hand = await drivers.basebackup.take(action, { cluster, run: 'r-backup', token: 1 })
  await hand.act(action, reins())
  await hand.close()
  await server.run(place.database, before)
  const at = await lsnOf(server, 'pg_current_wal_insert_lsn()')
  await server.run(place.database, after)
  const until = await lsnOf(server, 'pg_switch_wal()')
  await vi.waitUntil(() => hasArrived(repository.archived(), until, 16 * 1_024 ** 2), {
    timeout: 110_000,
  })
  const path = join(repository.folder, 'backups/full-1/backup_manifest')
  return {
    backup: 'full-1',
    manifest: createHash('sha256').update(readFileSync(path)).digest('hex'),
    target: { kind: 'lsn', lsn: at, inclusive: false },
    until,
  }
}

const lsnOf = async (server: TestServer, call: string): Promise<string> =>
  (await server.query<{ lsn: string }>('postgres', `select ${call}::text as lsn`))[0]?.lsn ?? ''

export const cloneBench = (
  place: Place,
  { folder, archive, clones }: TestRepository,
  of: { readonly system: string; readonly programs: string; readonly backed: () => ClonedBackup },
): Bench<CloneAction> => {
  let made = 0
  const cloning = (more: Partial<CloneAction> = {}): CloneAction => ({
    kind: 'clone',
    ...place,
    folder,
    archive,
    ...of.backed(),
    system: of.system,
    clone: `shop-clone-${(made += 1)}`,
    place: clones,
    programs: of.programs,
    minutes: 60,
    way: 'make',
    deadlineSeconds: 120,
    ...more,
  })
  /** The server will not write so much WAL in a test. */
  const never = 'FFFF/0'
  return {
    mark: 'select json_object_agg',
    absent: () => cloning(),
    slow: () => cloning({ until: never }),
    refused: () => cloning({ until: 'nowhere' }),
    late: () => cloning({ until: never, deadlineSeconds: 2 }),
    fulfil: null,
    inPieces: null,
    telling: () => null,
    async halve(action, run) {
      mkdirSync(join(action.place, `${action.clone}.${run}.1`), { recursive: true })
    },
  }
}
