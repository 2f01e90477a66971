/** What a primary and its replica say of their settings, as `config list` and `config show` tell people. */
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Answer } from '#model/reply'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { testCluster } from '#test/support/postgres'
import { observer } from '#test/support/profile'

const { primary, replica } = await testCluster({ work_mem: '6MB' })
const howdah = await startHowdah({
  managed: primary,
  cluster: {
    nodes: [
      { name: 'shop-1', url: `postgres://127.0.0.1:${primary.port}` },
      { name: 'shop-2', url: `postgres://127.0.0.1:${replica.port}` },
    ],
  },
})
const inProcess = openInProcess(howdah)

const ask = async (text: string): Promise<Answer> => {
  const reply = await inProcess.say(text)
  if (reply.kind !== 'answer') throw new Error(JSON.stringify(reply))
  return reply
}

/** The grants are replayed on the replica, too. */
const mayReadFiles = async (): Promise<void> => {
  await primary.run(
    howdah.database,
    `grant execute on function pg_show_all_file_settings() to ${observer}`,
    `grant select on pg_file_settings to ${observer}`,
  )
  await expect
    .poll(async () => (await ask('config show work_mem')).lines?.join(' '), { timeout: 110_000 })
    .not.toContain('may not read the files')
}

const alter = async (...statements: readonly string[]): Promise<void> => {
  await primary.run('postgres', ...statements, 'select pg_reload_conf()')
  onTestFinished(() => primary.run('postgres', 'alter system reset all', 'select pg_reload_conf()'))
}

describe('config show', () => {
  test('tells what the files would need before anybody granted them', async () => {
    const { lines } = await ask('config show work_mem')
    expect(lines).toContain(
      `Whether the configuration files of shop-1 say anything else is not known: the login may not read the files. It takes \`GRANT EXECUTE ON FUNCTION pg_show_all_file_settings() TO ${observer}; GRANT SELECT ON pg_file_settings TO ${observer}\`.`,
    )
    await mayReadFiles()
  })

  test('tells the value of each node, and that the command line wins on one', async () => {
    await alter(`alter system set work_mem = '64MB'`)
    await expect
      .poll(async () => (await ask('config show work_mem')).title, { timeout: 110_000 })
      .toBe('work_mem is 64MB on shop-1, 6MB on shop-2.')
    const { lines } = await ask('config show work_mem')
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^shop-1: it comes from ALTER SYSTEM \(postgresql\.auto\.conf, line \d+\)\.$/,
      ),
    )
    expect(lines).toContainEqual(expect.stringMatching(/^shop-2: it comes from /))
  })

  test('shows what waits for a restart', async () => {
    await alter('alter system set max_connections = 123')
    await expect
      .poll(async () => (await ask('config show max_connections')).lines, { timeout: 110_000 })
      .toContain('123 is written on shop-1 and pending until the restart of shop-1.')
    expect((await ask('config show max_connections')).title).toMatch(/^max_connections is \d+ on /)
  })

  test('looks behind what Howdah’s own session sets', async () => {
    await alter(`alter system set statement_timeout = '77s'`)
    expect((await ask('config show statement_timeout')).title).toContain('77s on shop-1')
    expect((await ask('config show datestyle')).title).toMatch(/^DateStyle is iso, mdy on /)
  })

  test('names roles and databases with a value of their own', async () => {
    await primary.run('postgres', `alter role app in database ${howdah.database} set jit = off`)
    onTestFinished(() =>
      primary.run('postgres', `alter role app in database ${howdah.database} reset jit`),
    )
    expect((await ask('config show JIT')).lines).toContain(
      `Role app in database ${howdah.database} has off of its own: sessions there do not notice a change of the server.`,
    )
  })
})

describe('config list', () => {
  test('lists what differs from the default and between nodes', async () => {
    await alter(`alter system set random_page_cost = 1.1`)
    await expect
      .poll(async () => (await ask('config list')).table?.rows.flat(), { timeout: 110_000 })
      .toContain('random_page_cost')
    const rows = (await ask('config list')).table?.rows ?? []
    expect(rows.find(([name]) => name === 'random_page_cost')).toEqual([
      'random_page_cost',
      '1.1 on shop-1, 4 on shop-2',
      'nodes differ',
      '4',
      expect.stringMatching(/^ALTER SYSTEM \(.+\) on shop-1, default on shop-2$/),
    ])
    expect(rows.flat()).not.toContain('search_path')
  })

  test('finds every setting with a word', async () => {
    expect((await ask('config list autovacuum_naptime')).table?.rows).toHaveLength(1)
  })
})
