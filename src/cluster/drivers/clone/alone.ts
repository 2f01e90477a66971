/**
 * Takes out of the databases of a stopped clone whatever would reach another server. PostgreSQL does that alone, without a
 * network, workers and triggers of events (manual, `postgres --single`): no login of the clone has the right, nor should one.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { configFile } from '#cluster/drivers/clone/configure'
import type { FileOwner } from '#cluster/drivers/files/held-folder'
import { dataOf } from '#cluster/facts/clone/about'
import { Failure } from '#src/errors'

export interface Alone {
  /** The folder of the clone. */
  readonly folder: string
  readonly programs: string
  readonly owner: FileOwner | null
  readonly databases: readonly string[]
}

export const cutOff = async (alone: Alone): Promise<void> => {
  for (const database of alone.databases) await cutOffIn(alone, database)
}

const cutOffIn = async ({ folder, programs, owner }: Alone, database: string): Promise<void> => {
  const data = dataOf(folder)
  const config = `config_file=${join(data, configFile)}`
  // A superuser must not meet functions of the application's.
  const names = 'search_path=pg_catalog,pg_temp'
  const words = ['--single', '-D', data, '-c', config, '-c', names, database]
  const child = spawn(join(programs, 'postgres'), words, {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { LD_LIBRARY_PATH: join(programs, '../lib'), TZ: 'UTC', LC_ALL: 'C' },
    ...owner,
  })
  child.stdin.on('error', () => {})
  child.stdin.end(`${statements.join('\n')}\n`)
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  const wrong = said.split('\n').find(line => /\b(ERROR|FATAL|PANIC):/.test(line))
  if (code !== 0 || wrong !== undefined) throw failed(database, wrong ?? said.trim().slice(-300))
}

/** Each in one line, as that mode reads. Without a mapping of users a foreign server takes nobody who is no superuser. */
const statements = [
  'set search_path to pg_catalog, pg_temp',
  `do $howdah$ declare one record; begin for one in select s.srvname, case when m.umuser = 0 then 'public' else m.umuser::regrole::text end as who from pg_user_mapping m join pg_foreign_server s on s.oid = m.umserver loop execute format('drop user mapping for %s server %I', one.who, one.srvname); end loop; end $howdah$`,
  `do $howdah$ declare one record; begin for one in select subname from pg_subscription where subdbid = (select oid from pg_database where datname = current_database()) loop execute format('alter subscription %I disable', one.subname); execute format('alter subscription %I set (slot_name = none)', one.subname); end loop; end $howdah$`,
]

const failed = (database: string, said: string): Failure =>
  new Failure(
    'clone.not-cut-off',
    `Foreign servers and subscriptions of ${database} could not be taken out of the clone: ${said}`,
    'End the clone, and restore again.',
  )
