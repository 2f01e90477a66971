/**
 * Brings the control database to this version. Migrations run as the owner role, so that Howdah's role can
 * neither change the record nor disable triggers. Any number may start at once.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { advisoryLocks } from '#store/advisory-locks'
import { openStore, type Store } from '#store/store'

const folder = join(import.meta.dirname, 'migrations')

const pendingOf = async (tx: Store): Promise<readonly string[]> => {
  await tx.query('create schema if not exists howdah')
  await tx.query(
    'create table if not exists howdah.migration (name text primary key, at timestamptz not null default clock_timestamp())',
  )
  const done = await tx.query<{ name: string }>('select name from howdah.migration')
  const names = new Set(done.map(row => row.name))
  return (await migrationNames()).filter(name => !names.has(name))
}

/** `0001-engine.sql` …, in order. */
export const migrationNames = async (): Promise<readonly string[]> =>
  (await readdir(folder)).filter(name => name.endsWith('.sql')).sort()

/** Migrations that the control database lacks, as Howdah's role sees. */
export const missingMigrations = async (store: Store): Promise<readonly string[]> => {
  const done = await store
    .query<{ name: string }>('select name from howdah.migration')
    .catch((error: unknown) => {
      if (isNothingThere(error)) return []
      throw error
    })
  const names = new Set(done.map(({ name }) => name))
  return (await migrationNames()).filter(name => !names.has(name))
}

/** No schema, no table. */
const isNothingThere = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(3F000|42P01)$/.test(String(error.code))

/** `role` is Howdah's login and gets the grants, never ownership. Returns the applied migrations. */
export const migrate = async (ownerUrl: string, role: string): Promise<readonly string[]> => {
  const store = openStore(ownerUrl, 'howdah migrate')
  try {
    return await store.transaction(async tx => {
      await tx.query('select pg_advisory_xact_lock($1)', [advisoryLocks.migration])
      const pending = await pendingOf(tx)
      for (const name of pending) {
        for (const statement of statementsOf(await readFile(join(folder, name), 'utf8'), role)) {
          await tx.query(statement)
        }
        await tx.query('insert into howdah.migration (name) values ($1)', [name])
      }
      return pending
    })
  } finally {
    await store.close()
  }
}

/** Statements end with `;` at the end of a line, function bodies with `$$;`. */
export const statementsOf = (text: string, role: string): readonly string[] => {
  const quoted = `"${role.replaceAll('"', '""')}"`
  const statements: string[] = []
  let current: string[] = []
  let inBody = false
  for (const line of text.split('\n')) {
    if (/^\s*--/.test(line) || (current.length === 0 && line.trim() === '')) continue
    current.push(line)
    if ((line.match(/\$\$/g) ?? []).length % 2 === 1) inBody = !inBody
    if (!inBody && line.trimEnd().endsWith(';')) {
      statements.push(current.join('\n').replaceAll(':role', quoted))
      current = []
    }
  }
  return statements
}
