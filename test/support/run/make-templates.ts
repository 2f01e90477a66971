/**
 * Makes the templates of servers, silently. Run as a separate process, `node make-templates.ts`: vitest's
 * main process cannot load the code that finds PostgreSQL.
 */
import { Client } from 'pg'
import { startPostgres } from '#local/postgres/server'
import { migrate } from '#store/migrate'
import { controlRoles, ownerUrlOf } from '#test/support/control-database'
import { native } from '#test/support/majors'
import { fillFrom, folderOf, password } from '#test/support/templates'

const settings = { fsync: 'off', full_page_writes: 'off' } as const

const empty = await startPostgres({ dir: folderOf('empty'), password, settings, native })
await empty.stop()

const control = await startPostgres({
  dir: folderOf('control'),
  password,
  settings,
  native,
  fill: fillFrom('empty'),
})
const client = new Client({ connectionString: control.url('postgres') })
await client.connect()
for (const statement of controlRoles) await client.query(statement)
await client.end()
await migrate(ownerUrlOf(control), 'howdah')
await control.stop()
