/** A session of the application that sleeps, and the outcome of the statement. */
import type { Client } from 'pg'
import { expect } from 'vitest'
import type { Howdah } from '#test/support/howdah'

export interface Sleeper {
  readonly client: Client
  readonly pid: number
  readonly ended: Promise<string>
  /** True while the statement runs without a signal. */
  readonly sleeps: () => Promise<boolean>
}

export const sleeper = async ({ managed, database }: Howdah): Promise<Sleeper> => {
  await managed.run('postgres', `alter role app login password 'app'`)
  const client = await managed.connect(database, 'app', 'app')
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const ended = client.query('select pg_sleep(600)').then(
    () => 'slept',
    (error: Error) => error.message,
  )
  const pid = rows[0]?.pid ?? 0
  // A sent statement has not begun: on a busy machine the plan could look before the server starts.
  const sleeps = async () => {
    const asked = `select from pg_stat_activity where pid = $1 and state = 'active'`
    return (await managed.query('postgres', asked, [pid])).length === 1
  }
  await expect.poll(sleeps, { timeout: 110_000 }).toBe(true)
  return { client, pid, ended, sleeps }
}
