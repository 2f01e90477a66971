import type { RestoringHouse } from '#test/support/restoring/house'

export interface Moment {
  readonly at: string
  readonly lsn: string
}

/** The server's time, and the place in the WAL. */
export const here = async ({
  managed,
  howdah,
}: Pick<RestoringHouse, 'managed' | 'howdah'>): Promise<Moment> => {
  const [row] = await managed.query<Moment>(
    howdah.database,
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as at,
       pg_current_wal_insert_lsn()::text as lsn`,
  )
  if (!row) throw new Error('no time')
  return row
}
