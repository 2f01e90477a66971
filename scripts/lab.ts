/**
 * A cluster to try Howdah on: three nodes of PostgreSQL 15 under Patroni, on free loopback ports. Prints the inventory,
 * and runs until Ctrl-C, which leaves nothing.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { stringify } from 'yaml'
import { clusterOfPatroni } from '#test/support/patroni/cluster-of'
import { makeLogins, readFiles } from '#test/support/patroni/logins'
import { hasPatroni, startPatroni } from '#test/support/patroni/start-patroni'
import { password } from '#test/support/templates'
import { seconds } from '#text/figures'

if (!hasPatroni) throw new Error('The lab needs Patroni, etcd and PostgreSQL 15 of Debian.')
const dir = mkdtempSync(join(tmpdir(), 'howdah-lab-'))
chmodSync(dir, 0o755)
const ended = new Promise(resolve => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
})
try {
  const began = performance.now()
  const patroni = await startPatroni(dir, ['shop-1', 'shop-2', 'shop-3'])
  try {
    await prepare(patroni.nodes[0]?.port ?? 0)
    console.log(
      `# The lab is up after ${seconds((performance.now() - began) / 1_000)}; Ctrl-C ends it.`,
    )
    console.log(
      stringify({
        channels: { ops: 'C_OPS' },
        people: { operators: ['U_OLGA'], approvers: ['U_ADAM'] },
        clusters: {
          shop: { environment: 'sample', databases: ['shop'], ...clusterOfPatroni(patroni) },
        },
      }),
    )
    await ended
  } finally {
    await patroni.stop()
  }
} finally {
  rmSync(dir, { recursive: true, force: true })
}

async function prepare(port: number): Promise<void> {
  const connected = async (database: string, statements: readonly string[]) => {
    const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password, database })
    await client.connect()
    try {
      for (const statement of statements) await client.query(statement)
    } finally {
      await client.end()
    }
  }
  await connected('postgres', [...makeLogins, 'create database shop owner app'])
  await connected('shop', ['create extension pg_stat_statements', ...readFiles])
}
