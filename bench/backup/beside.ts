/** How slow an application is while something else goes on. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Client } from 'pg'

const rows = 100_000

export const fillAccounts = async (client: Client): Promise<void> => {
  await client.query(
    `create table account as select n as id, 0 as balance, repeat('x', 80) as note from generate_series(1, ${rows}) n`,
  )
  await client.query('alter table account add primary key (id)')
}

/** The 99th of a hundred latencies, in milliseconds, while `work` goes on. */
export const p99Beside = async (url: string, work: () => Promise<unknown>): Promise<number> => {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'application.ts'), url, String(rows)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const said = text(child.stdout)
  try {
    await work()
  } finally {
    child.stdin.end()
  }
  return Number(await said)
}
