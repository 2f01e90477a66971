/** The GRANTs that changes of settings take (never a superuser), and the values that are in force. */
import type { TestServer } from '#test/support/postgres'
import { observer } from '#test/support/profile'

/** What `config set` prints as missing, given to the logins that act and that observe. */
export const grantSettings = async (
  server: TestServer,
  database: string,
  names: readonly string[],
): Promise<void> => {
  const logins = [...new Set(['howdah', observer])].join(', ')
  // Rights on functions are of one database.
  for (const one of new Set([database, 'postgres']))
    await server.run(
      one,
      'grant execute on function pg_reload_conf() to howdah',
      `grant execute on function pg_show_all_file_settings() to ${logins}`,
      `grant select on pg_file_settings to ${logins}`,
    )
  await server.run(
    'postgres',
    ...names.map(name => `grant alter system on parameter ${name} to howdah`),
  )
}

/** The value on each server, in a fresh session. */
export const inForce = (
  servers: readonly TestServer[],
  database: string,
  name: string,
): Promise<readonly string[]> =>
  Promise.all(
    servers.map(
      async server =>
        (
          await server.query<{ value: string }>(database, 'select current_setting($1) as value', [
            name,
          ])
        )[0]?.value ?? '',
    ),
  )

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
