/** Actions of a restore drill: a transaction to stop at, a clone up to there, its examination, its end. */
import type { CloneAction } from '#model/actions/clone'
import type { ReadAction } from '#model/actions/read'
import type { ExamineAction } from '#model/drill/examine'
import type { Effect } from '#model/effect'
import type { DrillReady } from '#playbooks/restore/drill-refusals'
import { makeClone } from '#playbooks/restore/make-clone'
import { newClone } from '#playbooks/restore/new-clone'
import { roomFor } from '#playbooks/restore/ready-to-clone'

/** Large indexes take long; a drill says how many had no time. */
const indexSeconds = 600

export interface DrillActions {
  readonly clone: string
  readonly transacting: ReadAction
  readonly making: CloneAction
  readonly examining: ExamineAction
  readonly ending: CloneAction
  readonly effect: Effect
}

export const drillActions = (ready: DrillReady): DrillActions => {
  const { node, database, cluster, chosen, place, repository, evidence, drill, queries } = ready
  const clone = newClone(cluster, place)
  const reading = { kind: 'read', node, database, duty: 'backup', deadlineSeconds: 60 } as const
  const making = makeClone(ready, {
    clone,
    target: { kind: 'step', xid: { from: 0, output: 'transaction' } },
    minutes: 1_440,
  })
  const ending: CloneAction = { ...making, until: '0/0', way: 'end' }
  const examining: ExamineAction = {
    kind: 'examine',
    node,
    database,
    duty: 'observe',
    folder: evidence.folder,
    ...(repository.stanza ? { stanza: repository.stanza } : {}),
    drill,
    backup: chosen.backup,
    clone,
    place: place.folder,
    askedAt: { from: 0, output: 'moment' },
    exposedSeconds: { from: 0, output: 'seconds_not_archived' },
    exposedBytes: { from: 0, output: 'bytes_not_archived' },
    queries,
    indexSeconds,
    deadlineSeconds: 4 * 3_600,
  }
  // Of the cluster, not of the backup: the next drill has another backup.
  const effect: Effect = {
    change: 'drill',
    kind: 'backup',
    object: cluster,
    bytes: roomFor(chosen.about),
    lock: null,
  }
  return {
    clone,
    transacting: {
      ...reading,
      query: { text: newestMoment, values: [] },
      outputs: {
        transaction: 'text',
        moment: 'text',
        seconds_not_archived: 'number',
        bytes_not_archived: 'number',
      },
    },
    making,
    examining,
    ending,
    effect,
  }
}

/**
 * Bytes behind the file of WAL that was archived last; -1 where the server does not name such a file. The history
 * file of a backup is archived behind the WAL in the first 24 digits of the name.
 */
const newestMoment = `select pg_current_xact_id()::text as transaction, to_json(clock_timestamp() at time zone 'UTC') #>> '{}' || 'Z' as moment,
  case when known then extract(epoch from clock_timestamp() - last_archived_time) else -1 end::float8 as seconds_not_archived,
  case when known then greatest(pg_current_wal_lsn() - ('0/0'::pg_lsn
    + ((('x' || substr(last_archived_wal, 9, 8))::bit(32)::bigint << 32)
    + (('x' || substr(last_archived_wal, 17, 8))::bit(32)::bigint + 1) * segment)), 0) else -1 end::float8 as bytes_not_archived
from pg_stat_archiver, (select setting::bigint as segment from pg_settings where name = 'wal_segment_size') size,
  lateral (select coalesce(last_archived_wal ~ '^[0-9A-F]{24}([.][0-9A-F]{8}[.]backup)?$', false) as known) file`
