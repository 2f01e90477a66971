/** The benches of the drivers that work with a repository of files. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Place } from '#model/actions/action-kind'
import type { BasebackupAction } from '#model/actions/basebackup'
import type { DrillAction } from '#model/actions/drill'
import type { Bench } from '#test/support/drivers/bench'
import type { TestRepository } from '#test/support/repository'

export interface BenchedRepository extends TestRepository {
  /** The folder with `postgres`. */
  readonly programs: string
  /** The identifier of the server's database system. */
  readonly system: string
}

export const backupBenches = (
  place: Place,
  { folder, archive, drills, programs, system }: BenchedRepository,
) => {
  // The drills restore full-1.
  let made = 1
  const next = () => (made += 1)

  const backingUp = (more: Partial<BasebackupAction> = {}): BasebackupAction => ({
    kind: 'basebackup',
    ...place,
    folder,
    backup: `full-${next()}`,
    system,
    checkpoint: 'fast',
    rate: null,
    way: 'take',
    deadlineSeconds: 120,
    ...more,
  })
  const basebackup: Bench<BasebackupAction> = {
    mark: 'BASE_BACKUP',
    absent: () => backingUp(),
    slow: () => backingUp({ rate: 32 }),
    // The server takes no rate under 32 kB/s.
    refused: () => backingUp({ rate: 1 }),
    late: () => backingUp({ rate: 32, deadlineSeconds: 2 }),
    fulfil: null,
    inPieces: null,
    telling: () => null,
    async halve(action, run) {
      mkdirSync(join(action.folder, 'backups', `.${action.backup}.${run}.1`), { recursive: true })
    },
  }

  const drilling = (more: Partial<DrillAction> = {}): DrillAction => ({
    kind: 'drill',
    ...place,
    folder,
    archive,
    backup: 'full-1',
    drill: `drill-${next()}`,
    until: '0/1',
    place: drills,
    programs,
    way: 'restore',
    deadlineSeconds: 120,
    ...more,
  })
  /** The server will not write so much WAL in a test. */
  const never = 'FFFF/0'
  const drill: Bench<DrillAction> = {
    // Sent once, to see that the fence is still there.
    mark: 'select pg_backend_pid() as mine',
    absent: () => drilling(),
    slow: () => drilling({ until: never }),
    refused: () => drilling({ backup: 'full-999999' }),
    refusesAs: 'backup.missing',
    late: () => drilling({ until: never, deadlineSeconds: 2 }),
    fulfil: null,
    inPieces: null,
    telling: () => null,
    async halve(action, run) {
      mkdirSync(join(action.place, `.${action.drill}.${run}.1`), { recursive: true })
    },
  }
  return { basebackup, drill }
}
