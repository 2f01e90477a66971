/** The GRANTs that changes of settings take: never a superuser. */
import type { TestServer } from '#test/support/postgres'
import { observer } from '#test/support/profile'

export const grantSettings = async (
  server: TestServer,
  database: string,
  names: readonly string[],
): Promise<void> => {
  const logins = [...new Set(['howdah', observer])].join(', ')
  await server.run(
    database,
    `grant alter system on parameter ${names.join(', ')} to howdah`,
    'grant execute on function pg_reload_conf() to howdah',
    `grant execute on function pg_show_all_file_settings() to ${logins}`,
    `grant select on pg_file_settings to ${logins}`,
  )
}

/** What a fresh session gets, and what ALTER SYSTEM has written. */
export const valueIn = async (
  server: TestServer,
  name: string,
): Promise<{ readonly shown: string; readonly written: string | null }> => {
  const [row] = await server.query<{ shown: string; written: string | null }>(
    'postgres',
    `select current_setting($1) as shown, (select setting from pg_file_settings
       where name = $1 and sourcefile like '%postgresql.auto.conf' order by seqno desc limit 1) as written`,
    [name],
  )
  if (!row) throw new Error(name)
  return row
}
