/** The SQL that `howdah init` prints, run as psql would, and the rights of the logins. */
import { expect } from 'vitest'
import type { TestServer } from '#test/support/postgres'

/** As the printed SQL has it. */
export const passwordOf = (login: string): string => `password of ${login}`

/** As psql would run the file: each statement by itself, `\connect` to a further database. */
export const runAsPrinted = async (server: TestServer, sql: string): Promise<void> => {
  let database = 'postgres'
  let statement = ''
  for (const line of sql.split('\n').filter(line => !line.startsWith('--'))) {
    const connect = /^\\connect (.+)$/.exec(line)?.[1]
    if (connect !== undefined) database = connect.replace(/^"(.*)"$/, '$1').replaceAll('""', '"')
    else statement += `${line}\n`
    const inBody = (statement.match(/\$\$/g) ?? []).length % 2 === 1
    if (!line.endsWith(';') || inBody) continue
    await server.run(database, statement)
    statement = ''
  }
  expect(statement.trim()).toBe('')
}

/** What the server says when `login` sends the statement. */
export const failsFor = async (
  server: TestServer,
  login: string,
  database: string,
  statement: string,
): Promise<string> => {
  const client = await server.connect(database, login, passwordOf(login))
  try {
    return await client.query(statement).then(
      () => 'it worked',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    )
  } finally {
    await client.end()
  }
}

/** The rights of a duty that no login of a different duty has. The logins are `howdah_` and their duty, the tables in `shop`. */
export const expectApart = async (server: TestServer, logins: readonly string[]): Promise<void> => {
  const needs: Readonly<Record<string, readonly string[]>> = {
    [`set role "app's owner"`]: ['howdah_ddl'],
    'select pg_promote(false, 1)': ['howdah_ha'],
    checkpoint: ['howdah_ha', 'howdah_backup'],
    'select pg_switch_wal()': ['howdah_ha', 'howdah_backup'],
    'select pg_create_restore_point($$here$$)': ['howdah_backup'],
  }
  for (const [statement, may] of Object.entries(needs))
    for (const login of logins) {
      const said = await failsFor(server, login, 'shop', statement)
      // 15 refuses a checkpoint in words of its own.
      const refused = /permission denied|must be superuser or have privileges/.test(said)
      expect([login, statement, refused]).toEqual([login, statement, !may.includes(login)])
    }
  const inherits = `select rolname from pg_roles where rolname ~ '^howdah_' and pg_has_role(oid, 'pg_signal_backend', 'usage')`
  expect(await server.query('shop', inherits)).toEqual([{ rolname: 'howdah_maintain' }])
}
