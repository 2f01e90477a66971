/** `howdah migrate`, and a bot whose control database lacks a migration. */
import { describe, expect, test } from 'vitest'
import { freePort } from '#local/postgres/server'
import { migrationNames } from '#store/migrate'
import { cli } from '#test/support/cli'
import { startHowdah } from '#test/support/howdah'

const howdah = await startHowdah({
  migrated: false,
  tables: ['create table users (id int)'],
})
const names = await migrationNames()
const env = { DATABASE_URL: howdah.env['DATABASE_URL'] ?? '', DATABASE_OWNER_URL: howdah.ownerUrl }

const readiness = async (port: number): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
  return answer === undefined
    ? 'nobody listens'
    : `${answer.status} ${(await answer.text()).trim()}`
}

describe('a bot whose control database was never migrated', () => {
  test('is not ready, says what to run, and goes on once that was done', async () => {
    const port = await freePort()
    const starting = howdah.start({ HEALTH_PORT: String(port) })
    await expect
      .poll(() => readiness(port), { timeout: 110_000 })
      .toBe(
        `503 The control database lacks ${names.join(', ')}. Run howdah migrate with DATABASE_OWNER_URL; until then no work is taken.`,
      )
    expect(howdah.slack.state.connected).toBe(false)
    expect(howdah.log().split('The control database lacks').length - 1).toBe(1)
    const all = await Promise.all(Array.from({ length: 8 }, () => cli(env, 'migrate')))
    expect(all.map(({ exit, err }) => ({ exit, err }))).toEqual(
      all.map(() => ({ exit: 0, err: '' })),
    )
    // Each plan once, by a single process of the eight.
    expect(all.map(({ out }) => out).toSorted()).toEqual([
      `The control database is up to date now: ${names.join(', ')}.\n`,
      ...Array.from({ length: 7 }, () => 'The control database is up to date.\n'),
    ])
    const owners = await howdah.control.query<{ tableowner: string }>(
      'howdah',
      `select distinct tableowner from pg_tables where schemaname in ('howdah', 'agenda')`,
    )
    expect(owners).toEqual([{ tableowner: 'howdah_owner' }])
    await starting
    await expect.poll(() => readiness(port), { timeout: 110_000 }).toBe('200 ready')
    await howdah.plan('/pg index create users columns=id')
  })

  test('ends at once when it is told to', async () => {
    await howdah.control.run(
      'howdah',
      `delete from howdah.migration where name = '${names.at(-1)}'`,
    )
    const port = await freePort()
    const starting = howdah
      .start({ HEALTH_PORT: String(port) })
      .catch((error: Error) => error.message)
    await expect
      .poll(() => readiness(port), { timeout: 110_000 })
      .toContain(`503 The control database lacks ${names.at(-1)}.`)
    howdah.bots.at(-1)?.kill('SIGTERM')
    expect(await starting).toContain('the bot ended with 0')
    await howdah.control.run(
      'howdah',
      `insert into howdah.migration (name) values ('${names.at(-1)}')`,
    )
  })
})

describe('howdah migrate', () => {
  test('has nothing to do the second time', async () => {
    expect(await cli(env, 'migrate')).toMatchObject({
      exit: 0,
      out: 'The control database is up to date.\n',
    })
  })

  test('names what is missing, and shows no password', async () => {
    const { exit, err } = await cli({ DATABASE_URL: 'control:hidden' }, 'migrate')
    expect(exit).toBe(1)
    expect(err).toContain('- DATABASE_OWNER_URL is not of the form')
    expect(err).toContain('- DATABASE_URL is not of the form')
    expect(err).not.toContain('hidden')
  })

  test('says that nobody answers', async () => {
    const nowhere = 'postgres://howdah_owner:secret@127.0.0.1:1/howdah'
    const { exit, err } = await cli({ ...env, DATABASE_OWNER_URL: nowhere }, 'migrate')
    expect(err).toContain('The control database does not answer.')
    expect(err).not.toContain('secret')
    expect(exit).toBe(1)
  })
})
