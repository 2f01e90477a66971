/** A backup and a drill by the drivers, without a person. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Cluster } from '#cluster/cluster'
import { drivers } from '#cluster/drivers/catalogue'
import type { BackupAbout } from '#cluster/facts/backup/about'
import { hasArrived, readArchive } from '#cluster/facts/backup/wal'
import type { Action } from '#model/action'
import type { CloneAction } from '#model/actions/clone'
import { driverOf } from '#model/actions/driver'
import type { DrillFigures } from '#model/drill/drill'

export interface BenchHouse {
  readonly cluster: Cluster
  readonly folder: string
  readonly archive: string
  readonly clones: string
  readonly programs: string
}

const never = new AbortController().signal
const place = { node: 'bench-1', database: 'postgres' } as const

const perform = async (
  { cluster }: BenchHouse,
  action: Action,
  run: string,
): Promise<Readonly<Record<string, unknown>>> => {
  const hand = await driverOf(drivers, action).take(action, { cluster, run, token: 1 })
  try {
    return (await hand.act(action, { stop: never, lost: never })).outputs
  } finally {
    await hand.close()
  }
}

/** Takes `full-<number>`. */
export const takeBackup = async (
  house: BenchHouse,
  number: number,
  system: string,
): Promise<void> => {
  await perform(
    house,
    {
      kind: 'basebackup',
      ...place,
      duty: 'backup',
      folder: house.folder,
      backup: `full-${number}`,
      system,
      checkpoint: 'fast',
      rate: null,
      way: 'take',
      deadlineSeconds: 3_600,
    },
    `r-backup${number}`,
  )
}

export const drillOnce = async (
  house: BenchHouse,
  number: number,
  of: {
    readonly system: string
    readonly about: BackupAbout | undefined
    readonly client: Client
  },
): Promise<DrillFigures> => {
  const { folder, archive, clones, programs } = house
  const { rows } = await of.client.query<{ xid: string; at: string }>(
    `select pg_current_xact_id()::text as xid, to_json(clock_timestamp() at time zone 'UTC') #>> '{}' || 'Z' as at`,
  )
  const switched = await of.client.query<{ lsn: string }>('select pg_switch_wal()::text as lsn')
  const [{ xid, at } = { xid: '', at: '' }] = rows
  const until = switched.rows[0]?.lsn ?? ''
  while (!hasArrived((await readArchive(archive)) ?? [], until, 16 * 1_024 ** 2)) await sleep(100)
  const making: CloneAction = {
    kind: 'clone',
    ...place,
    duty: 'backup',
    folder,
    archive,
    backup: `full-${number}`,
    manifest: of.about?.manifest ?? '',
    system: of.system,
    target: { kind: 'step', xid },
    until,
    clone: `bench-clone-${number}`,
    place: clones,
    programs,
    minutes: 60,
    way: 'make',
    deadlineSeconds: 3_600,
  }
  const run = `r-drill${number}`
  await perform(house, making, run)
  const figures = await perform(
    house,
    {
      kind: 'examine',
      ...place,
      duty: 'observe',
      folder,
      drill: `drill-${number}`,
      backup: making.backup,
      clone: making.clone,
      place: clones,
      askedAt: at,
      exposedSeconds: -1,
      exposedBytes: -1,
      queries: [],
      indexSeconds: 60,
      deadlineSeconds: 3_600,
    },
    run,
  )
  await perform(house, { ...making, way: 'end', until: '0/0' }, run)
  const figure = (name: string) => Number(figures[name])
  return {
    bytes: figure('bytes'),
    walBytes: figure('wal_bytes'),
    unpackSeconds: figure('unpack_seconds'),
    startSeconds: figure('start_seconds'),
    replaySeconds: figure('replay_seconds'),
    checkSeconds: figure('check_seconds'),
  }
}
