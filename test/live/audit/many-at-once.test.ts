/** Entries that many people cause at the same time. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openLog } from '#audit/log'
import { readKinds } from '#audit/read-entries'
import { migrate } from '#store/migrate'
import { openStore } from '#store/store'
import { testServer } from '#test/support/postgres'
import { testSigner } from '#test/support/signing'

const server = await testServer()
await server.run('postgres', `create role howdah login password 'h'`, 'create database howdah')
await migrate(server.url('howdah'), 'howdah')
const store = openStore(server.url('howdah', 'howdah', 'h'), 'test', testSigner)
const dir = mkdtempSync(join(tmpdir(), 'howdah-many-'))
afterAll(async () => {
  await store.close()
  rmSync(dir, { recursive: true, force: true })
})

const said = { actor: 'T/U', subject: {}, detail: {} }

/** Counts how often the control database was asked for anchors. */
const looks = async (): Promise<number> => {
  const [row] = await store.query<{ looks: string }>(
    `select seq_scan + idx_scan as looks from pg_stat_user_tables where relid = 'howdah.anchor'::regclass`,
  )
  return Number(row?.looks)
}

describe('entries written at the same time', () => {
  test('are anchored once, not once for each that waits', async () => {
    const before = await looks()
    const busy = openStore(server.url('howdah', 'howdah', 'h'), 'busy', testSigner)
    const log = openLog({ store: busy, dir })
    await Promise.all(Array.from({ length: 160 }, () => log.append('asked', said)))
    // Sessions report their scans at their end.
    await busy.close()
    const lines = readFileSync(join(dir, 'anchors.txt'), 'utf8').trimEnd().split('\n')
    // The first entry of the record, and a head of the others.
    expect(lines).toHaveLength(2)
    await expect.poll(looks, { timeout: 60_000 }).toBeGreaterThan(before)
    expect((await looks()) - before).toBeLessThan(30)
  })

  test('tell their kinds in one look, and one too long to be Howdah’s tells none', async () => {
    const log = openLog({ store, dir })
    await log.append('asked', said)
    await log.append('approved', said)
    const [last] = await log.latest(1)
    const seq = last?.seq ?? 0
    expect(await readKinds(store, [seq, seq - 1])).toEqual(new Set(['approved', 'asked']))
    await store.query(
      `insert into howdah.audit (seq, body, prev, hash, signature) values ($1, repeat('x', 70000), $2, $2, null)`,
      [seq + 1, 'f'.repeat(64)],
    )
    expect(await readKinds(store, [seq, seq + 1])).toEqual(new Set(['approved', undefined]))
  })
})
