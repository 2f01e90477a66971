/** Profiles through the cache, over PostgreSQL alone: `DATABASE_URL=postgres://… node src/cache/example.ts`. */
import { Pool } from 'pg'
import { createCache } from '#cache/cache'
import { jsonCodec } from '#cache/codec'
import { postgresLevel } from '#cache/levels/postgres/level'

interface Profile {
  readonly id: number
  readonly name: string
}

const readProfile = (value: unknown): Profile => {
  if (typeof value === 'object' && value !== null && 'id' in value && 'name' in value)
    return { id: Number(value.id), name: String(value.name) }
  throw new TypeError('This is no profile.')
}

const url = process.env['DATABASE_URL'] ?? ''
const database = new Pool({ connectionString: url })
const cache = createCache({ shared: postgresLevel({ url }) })

const profiles = cache.namespace<Profile | undefined>('profiles', {
  freshMs: 60_000,
  staleMs: 300_000,
  absentMs: 5_000,
  memory: { entries: 10_000, bytes: 32_000_000 },
  codec: jsonCodec('profile-1', readProfile),
})

const profileOf = async (id: number): Promise<Profile | undefined> =>
  profiles.getOrSet(`${id}`, async () => {
    const { rows } = await database.query<Profile>('select id, name from profile where id = $1', [
      id,
    ])
    return rows[0]
  })

const rename = async (id: number, name: string): Promise<void> => {
  await database.query('update profile set name = $2 where id = $1', [id, name])
  // Behind the commit: when this resolves, no process reads the older name any more.
  await profiles.delete(`${id}`)
}

const say = async (id: number): Promise<void> => {
  const profile = await profileOf(id)
  process.stdout.write(`${id}: ${profile?.name ?? 'nobody'}\n`)
}

await database.query('create table if not exists profile (id int primary key, name text)')
await database.query(`insert into profile values (1, 'Olga') on conflict do nothing`)
for (const id of [1, 1, 2]) await say(id)
await rename(1, 'Olga II')
await say(1)
const { reads, loads } = profiles.metrics()
process.stdout.write(`${reads} reads, ${loads} loads\n`)
await cache.close()
await database.end()
