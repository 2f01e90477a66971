/** The WAL in the files of a primary that is gone, beyond the end of a replica's WAL: a failover loses that. */
import { join } from 'node:path'
import { positionOf } from '#cluster/facts/backup/wal'
import type { WalRecord } from '#cluster/facts/backup/wal-reader'
import { walFrom } from '#cluster/facts/restore/wal-files'

export interface WalBeyond {
  /** Committed transactions that the replica lacks, as a whole or in part. */
  readonly commits: number
  readonly bytes: number
  /** LSN of the last whole record. */
  readonly until: string
}

export interface BeyondWanted {
  readonly system: string
  readonly timeline: number
  /** LSN up to which the replica has the WAL. */
  readonly received: string
}

/** Null where the files cannot be read to their end. */
export const walBeyond = async (
  data: string,
  { system, timeline, received }: BeyondWanted,
): Promise<WalBeyond | null> => {
  let commits = 0
  const until = await walFrom(
    join(data, 'pg_wal'),
    { system, timeline, from: received },
    {
      wants: () => 'size',
      hear(record) {
        if (isCommit(record)) commits += 1
      },
    },
  )
  return until === null
    ? null
    : { commits, bytes: Number(positionOf(until) - positionOf(received)), until }
}

/** Resource manager 1, a commit or the commit of a prepared transaction (access/xact.h). */
const isCommit = ({ manager, info, xid }: WalRecord): boolean =>
  manager === 1 && [0x00, 0x30].includes(info & 0x70) && xid > 0
