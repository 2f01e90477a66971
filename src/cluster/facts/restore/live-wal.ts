/** The WAL in the files of a live server on Howdah's machine, beyond what is archived. */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { BackupAbout } from '#cluster/facts/backup/about'
import { positionOf } from '#cluster/facts/backup/wal'
import { lookAtLiveServer } from '#cluster/facts/restore/live-server'
import { type MomentRecord, momentListener } from '#cluster/facts/restore/records'
import { walFrom } from '#cluster/facts/restore/wal-files'
import type { Reader } from '#model/view'

/** PostgreSQL writes whole pages, so a record may be there in part, for 200 ms at most (wal_writer_delay). */
const looks = { most: 6, everyMs: 60 }

/**
 * LSN up to which each record was heard, at least that of the present; null where the files cannot be read so far. A
 * record may be heard several times.
 */
export const readLiveMoments = async (
  reader: Reader,
  {
    about,
    from,
  }: { readonly about: Pick<BackupAbout, 'system' | 'server'>; readonly from: string },
  hear: (record: MomentRecord) => void,
): Promise<string | null> => {
  const { data, here } = await lookAtLiveServer(reader, '')
  if (data === null || here === null) return null
  const [now] = await reader.read<{ lsn: string; timeline: number }>(question)
  if (!now) throw new Error('no present')
  const start = positionOf(from)
  const wanted = { system: about.system, timeline: now.timeline, from }
  const listener = momentListener(Number.parseInt(about.server, 10), record => {
    if (positionOf(record.lsn) >= start) hear(record)
  })
  for (let look = 0; look < looks.most; look += 1) {
    if (look > 0) await delay(looks.everyMs)
    const until = await walFrom(join(data, 'pg_wal'), wanted, listener)
    if (until === null) return null
    if (positionOf(until) >= positionOf(now.lsn)) return until
  }
  return null
}

const question = `select pg_current_wal_lsn()::text as lsn,
  ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int as timeline`
