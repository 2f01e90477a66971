/** Partitioned tables of the managed database, around today. */
import type { Howdah } from '#test/support/howdah'

/** The first day of the month that is `months` away from the present one, by UTC. */
export const month = (months: number): string => {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months))
    .toISOString()
    .slice(0, 10)
}

/** `events_2026_12` */
export const nameOf = (months: number, table = 'events'): string =>
  `${table}_${month(months).slice(0, 7).replace('-', '_')}`

/** Statements that make a table with monthly partitions of the months `from` to `to`. */
export const monthlyTable = (from: number, to: number, table = 'events'): readonly string[] => [
  `drop table if exists ${table} cascade`,
  `create table ${table} (id bigint generated always as identity, day date not null, note text default 'none', primary key (id, day)) partition by range (day)`,
  ...Array.from(
    { length: to - from + 1 },
    (_, at) =>
      `create table ${nameOf(from + at, table)} partition of ${table} for values from ('${month(from + at)}') to ('${month(from + at + 1)}')`,
  ),
]

/** Runs statements as the owner of the tables. */
export const asOwner = (
  { managed, database }: Pick<Howdah, 'managed' | 'database'>,
  ...statements: readonly string[]
): Promise<void> => managed.run(database, ...statements.map(sql => `set role app; ${sql}`))

/** Names of the partitions of a table. */
export const partitionsIn = async (
  { managed, database }: Pick<Howdah, 'managed' | 'database'>,
  table = 'events',
): Promise<readonly string[]> =>
  (
    await managed.query<{ name: string }>(
      database,
      `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
       where i.inhparent = '${table}'::regclass and not i.inhdetachpending order by 1`,
    )
  ).map(({ name }) => name)
