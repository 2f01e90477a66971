/** A record too large to be read every minute is still gone over as a whole. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { type ChainedEntry, chained } from '#audit/entry'
import { genesis } from '#audit/head'
import { openLog } from '#audit/log'
import { partSize } from '#audit/read-entries'
import { migrate } from '#store/migrate'
import { openStore } from '#store/store'
import { testServer } from '#test/support/postgres'
import { testSigner } from '#test/support/signing'

const server = await testServer()
await server.run('postgres', `create role howdah login password 'h'`, 'create database howdah')
await migrate(server.url('howdah'), 'howdah')
const store = openStore(server.url('howdah', 'howdah', 'h'), 'test', testSigner)
const dir = mkdtempSync(join(tmpdir(), 'howdah-patrol-'))
afterAll(async () => {
  await store.close()
  rmSync(dir, { recursive: true, force: true })
})

/** Three parts and a bit. */
const size = 3 * partSize + 100
const entries: ChainedEntry[] = []
for (let seq = 1; seq <= size; seq += 1) {
  const entry = {
    v: 1,
    seq,
    at: '2026-01-01',
    kind: 'asked',
    actor: 'T/U',
    subject: {},
    detail: {},
  }
  entries.push(
    chained(entry as Parameters<typeof chained>[0], entries.at(-1)?.hash ?? genesis, testSigner),
  )
}
await store.query(
  'insert into howdah.audit select * from json_to_recordset($1) as e(seq bigint, body text, prev text, hash text, signature text)',
  [JSON.stringify(entries)],
)
const log = openLog({ store, dir })
await log.anchor()

const tamper = async (text: string): Promise<void> => {
  await server.run(
    'howdah',
    'alter table howdah.audit disable trigger user',
    text,
    'alter table howdah.audit enable trigger user',
  )
}

/** One entry altered until the end of the test. */
const alter = async (seq: number): Promise<void> => {
  await tamper(`update howdah.audit set body = replace(body, 'T/U', 'T/X') where seq = ${seq}`)
  onTestFinished(() =>
    tamper(`update howdah.audit set body = replace(body, 'T/X', 'T/U') where seq = ${seq}`),
  )
}

const rowsRead = async (): Promise<number> => {
  const client = await server.connect('howdah', 'howdah', 'h')
  await client.query(`select pg_stat_force_next_flush()`)
  const { rows } = await client.query<{ rows: string }>(
    `select seq_tup_read + idx_tup_fetch as rows from pg_stat_user_tables where relname = 'audit'`,
  )
  await client.end()
  return Number(rows[0]?.rows)
}

describe('a patrol of the record', () => {
  test('reads one part of it and what is new, not the whole', async () => {
    const mine = openStore(server.url('howdah', 'howdah', 'h'), 'patrol', testSigner)
    const patrol = openLog({ store: mine, dir }).patrol
    const before = await rowsRead()
    expect(await patrol()).toBeNull()
    // The application's sessions report their reads at their end.
    await mine.close()
    await expect.poll(rowsRead, { timeout: 110_000 }).toBeGreaterThan(before)
    expect((await rowsRead()) - before).toBeLessThanOrEqual(partSize + 2)
  })

  test('finds what was altered in the middle within one round', async () => {
    await alter(2 * partSize + 7)
    const said: (string | null)[] = []
    for (let part = 0; part < 4; part += 1) said.push(await log.patrol())
    expect(said).toContain(
      `The record was tampered with: entry ${2 * partSize + 7} was altered (it now says: asked by T/X).`,
    )
    expect(log.faults()).toEqual(said.filter(one => one !== null).slice(0, 1))
    expect(await log.verify()).toMatchObject({ ok: false, first: 2 * partSize + 7 })
  })

  test('finds what was altered at the end at once', async () => {
    await alter(size)
    expect(await openLog({ store, dir }).patrol()).toContain(`entry ${size} was altered`)
  })

  test('says nothing of a record that holds', async () => {
    const found: (string | null)[] = []
    for (let part = 0; part < 5; part += 1) found.push(await log.patrol())
    expect(found).toEqual([null, null, null, null, null])
    expect(log.faults()).toEqual([])
    expect(await log.verify()).toMatchObject({ ok: true, entries: size })
  })
})
