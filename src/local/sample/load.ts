/** Fills the sample's tables in slices, so that progress can be shown and no other work waits long. */
import type { Client } from 'pg'
import { activeSql, emailSql } from '#local/sample/email'
import { places } from '#local/sample/places'
import { months, rows } from '#local/sample/schema'

export interface Loaded {
  readonly table: string
  readonly done: number
  readonly of: number
  /** Percentage of all rows of all tables. */
  readonly percent: number
}

interface Part {
  readonly table: string
  readonly of: number
  readonly slice: number
  /** Fills rows `$1` to `$2`. */
  readonly statement: string
}

// Values depend on the row number, not on chance: the same shop every time.
const parts: readonly Part[] = [
  {
    table: 'users',
    of: rows.users,
    slice: 50_000,
    statement: `insert into users (email, name, country, active, created_at)
      select ${emailSql},
        'Person ' || i, (array['DE','FR','IN','NG','US','CN','BR','SE'])[1 + i % 8], ${activeSql},
        now() - (i % 1000) * interval '1 day'
      from generate_series($1::int, $2::int) i`,
  },
  {
    table: 'profiles',
    of: rows.profiles,
    slice: 50_000,
    statement: `insert into profiles (user_id, data)
      select i, jsonb_build_object('language', (array['de','fr','hi','en','sv'])[1 + i % 5],
        'newsletter', i % 3 = 0, 'tags', jsonb_build_array('t' || i % 500, 'u' || i % 91), 'visits', i % 77)
      from generate_series($1::int, $2::int) i`,
  },
  {
    table: 'messages',
    of: rows.messages,
    slice: 100_000,
    statement: `insert into messages (sender_id, body, sent_at)
      select 1 + (i * 7919::bigint) % ${rows.users}, 'message ' || i || repeat(' word', i % 8),
        now() - (${rows.messages} - i) * interval '30 seconds'
      from generate_series($1::int, $2::int) i`,
  },
  {
    table: 'events',
    of: rows.events,
    slice: 60_000,
    statement: `insert into events (user_id, kind, happened_at)
      select 1 + (i * 104729::bigint) % ${rows.users}, (array['view','cart','order','return'])[1 + i % 4],
        date_trunc('month', now()) - interval '${months - 1} months'
          + (i::float8 / ${rows.events}) * (now() - date_trunc('month', now()) + interval '${months - 1} months')
      from generate_series($1::int, $2::int) i`,
  },
  {
    table: 'receipts',
    of: rows.receipts,
    slice: rows.receipts,
    statement: `insert into receipts
      select i, 1 + (i * 7919::bigint) % ${rows.users}, i * 1.25, nullif('note ' || i, 'note 7')
      from generate_series($1::int, $2::int) i`,
  },
]

export const load = async (client: Client, tell: (loaded: Loaded) => void): Promise<void> => {
  const towns = await places()
  const all = parts.reduce((sum, { of }) => sum + of, towns.length)
  let before = 0
  for (const { table, of, slice, statement } of parts) {
    for (let from = 1; from <= of; from += slice) {
      const to = Math.min(of, from + slice - 1)
      await client.query(statement, [from, to])
      tell({ table, done: to, of, percent: ((before + to) / all) * 100 })
    }
    before += of
  }
  await client.query(
    `insert into places (name, country, population, location)
     select name, country, population, point(lon, lat)
     from unnest($1::text[], $2::text[], $3::int[], $4::float8[], $5::float8[]) t (name, country, population, lon, lat)`,
    [
      towns.map(one => one.name),
      towns.map(one => one.country),
      towns.map(one => one.population),
      towns.map(one => one.lon),
      towns.map(one => one.lat),
    ],
  )
  tell({ table: 'places', done: towns.length, of: towns.length, percent: 100 })
  await client.query('analyze')
}
