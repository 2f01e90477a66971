/** Failures that only the build itself meets: a disk that fills up, a deadlock with the application. */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { shows } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { expectOneOutcome, invalidIndexes, outcomeOf, twoBots } from '#test/support/kills'
import { tinyDisk } from '#test/support/tiny-disk'

const howdah = await startHowdah({
  tables: [
    'create table things (id int, wide text)',
    `insert into things select i, (select string_agg(md5((i * n)::text), '') from generate_series(1, 20) n)
       from generate_series(1, 5000) i`,
    'create table waited (id int)',
    'insert into waited values (1)',
  ],
  // No process takes over meanwhile, however busy the machine is: the test asserts PostgreSQL's words.
  engine: { tokenSeconds: 20, sweepSeconds: 0.3 },
  // As on a managed service: the room cannot be seen from here.
  cluster: { provider: 'rds' },
})
const { managed, database } = howdah
await managed.run('postgres', `alter role app login password 'app'`)
await twoBots(howdah)

describe('a deadlock with the application', () => {
  test('fails the build, which leaves nothing and says to ask again', async () => {
    const writer = await managed.connect(database, 'app', 'app')
    await writer.query('begin')
    await writer.query('insert into waited values (2)')
    const reader = await managed.connect(database, 'app', 'app')
    await reader.query('begin isolation level repeatable read')
    await reader.query('select from things limit 1')
    const plan = await howdah.plan('/pg index create waited columns=id')
    await howdah.click('adam', plan, 'approve')
    await shows(howdah, plan, 'Held up by pid')
    // The writer waits for the build, and has looked for a deadlock in vain, before the build waits for the
    // writer's snapshot.
    const locked = reader.query('lock table waited in share update exclusive mode')
    const looked = () =>
      managed.query(
        'postgres',
        `select from pg_stat_activity where wait_event_type = 'Lock' and query like 'lock table waited%'
           and query_start < clock_timestamp() - interval '3 s'`,
      )
    await expect.poll(looked, { timeout: 110_000, interval: 200 }).toHaveLength(1)
    await writer.query('commit')
    // The writer gets the lock as soon as the build has failed, and then the leftover's drop waits for the
    // writer.
    await locked
    await reader.end()
    await writer.end()
    expect(await outcomeOf(howdah, plan)).toBe('failed')
    const words = await shows(howdah, plan, 'Failed.')
    expect(words).toContain('deadlock detected')
    expect(words).toContain('Ask again: two sessions waited for each other')
    expect(words).toContain('Everything is as it was before.')
    await expectOneOutcome(howdah, plan, 'failed')
    expect(await invalidIndexes(howdah)).toEqual([])
  })
})

const disk = tinyDisk()

describe.skipIf(disk === undefined)('a disk that fills up (needs root, for mount)', () => {
  afterAll(async () => {
    await managed.stop()
    execFileSync('umount', ['-l', disk ?? ''])
    rmSync(disk ?? '', { recursive: true })
  })

  test('fails the build, which leaves nothing and says what to do', async () => {
    await managed.run('postgres', `create tablespace tiny location '${disk}'`)
    await managed.run(
      'postgres',
      'grant create on tablespace tiny to app',
      `alter database ${database} set default_tablespace = 'tiny'`,
    )
    const plan = await howdah.plan('/pg index create things columns=wide')
    expect(wordsOf(plan)).toContain('not visible from here')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('failed')
    const words = await shows(howdah, plan, 'Failed.')
    expect(words).toContain('No space left on device')
    expect(words).toContain('Free disk space on the server, then try again.')
    expect(words).toContain('Everything is as it was before.')
    await expectOneOutcome(howdah, plan, 'failed')
    expect(await invalidIndexes(howdah)).toEqual([])
    await managed.run('postgres', `alter database ${database} reset default_tablespace`)
  })
})
