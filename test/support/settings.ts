/** Rights to change settings, and the values that are in force. */
import type { TestServer } from '#test/support/postgres'

/** What `config set` prints as missing, given to the login of the tests. */
export const allowSettings = async (
  server: TestServer,
  database: string,
  names: readonly string[],
): Promise<void> => {
  for (const one of new Set([database, 'postgres']))
    await server.run(
      one,
      'grant execute on function pg_reload_conf() to howdah',
      'grant execute on function pg_show_all_file_settings() to howdah',
      'grant select on pg_file_settings to howdah',
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
