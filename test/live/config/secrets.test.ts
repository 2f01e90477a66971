/** A password in a setting is read into no answer, no plan and no record. */
import { expect, test } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { grantSettings } from '#test/support/setting-grants'

const howdah = await startHowdah()
const { managed, database } = howdah
const house = openInProcess(howdah)
await grantSettings(managed, database, ['work_mem', 'primary_conninfo', 'archive_command'])
await managed.run(
  'postgres',
  `alter system set primary_conninfo = 'host=10.0.0.1 user=replica password=opensesame'`,
  `alter system set archive_command = 'AWS_SECRET_ACCESS_KEY=opensesame wal-g wal-push %p'`,
  `alter role app set search_path = 'opensesame', 'token=opensesame'`,
  'select pg_reload_conf()',
)

test.each([
  'config show primary_conninfo',
  'config show archive_command',
  'config show search_path',
  'config list',
  'config list match=archive',
  'config reset primary_conninfo',
  'config set archive_command="curl -u me:opensesame https://backup"',
  'config set primary_conninfo="host=10.0.0.2 password=opensesame"',
  'config set search_path=x reason="search of its own"',
])('%s tells no password', async text => {
  const reply = JSON.stringify(await house.say(text))
  expect(reply).not.toContain('opensesame')
})

test('the record has none that was typed', async () => {
  const rows = await howdah.store.query<{ body: string }>('select body::text from howdah.audit')
  expect(rows.some(({ body }) => body.includes('primary_conninfo'))).toBe(true)
  expect(rows.filter(({ body }) => body.includes('opensesame'))).toEqual([])
})
