/** Entries by hand that are as long as a row may be, in any number, blind no look at the record. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { openLog } from '#audit/log'
import {
  hasSpooled,
  readConfigured,
  readLatest,
  readPartWithin,
  readPruned,
} from '#audit/read-entries'
import { migrate } from '#store/migrate'
import { openStore } from '#store/store'
import { testServer } from '#test/support/postgres'
import { testSigner } from '#test/support/signing'

const server = await testServer()
await server.run('postgres', `create role howdah login password 'h'`, 'create database howdah')
await migrate(server.url('howdah'), 'howdah')
const store = openStore(server.url('howdah', 'howdah', 'h'), 'test', testSigner)
const dir = mkdtempSync(join(tmpdir(), 'howdah-long-'))
afterAll(async () => {
  await store.close()
  rmSync(dir, { recursive: true, force: true })
})

const log = openLog({ store, dir })
for (const what of ['one', 'two', 'three'])
  await log.append('asked', { actor: 'howdah', subject: {}, detail: { what } })
const mb = 1024 * 1024
for (let count = 0; count < 12; count += 1)
  await store.query(
    `insert into howdah.audit (seq, body, prev, hash, signature)
     select seq + 1, format('{"seq":%s,"kind":"asked"%s}', seq + 1, repeat(' ', $1)), hash, hash, signature
     from howdah.audit order by seq desc limit 1`,
    [7 * mb],
  )

describe('entries of 8 MB', () => {
  test('are read a few at a time, each once and in order', async () => {
    const seen: number[] = []
    for (let last = false; !last; ) {
      const { entries, isLast } = await readPartWithin(store, (seen.at(-1) ?? 0) + 1)
      const bytes = entries.reduce((sum, { body }) => sum + body.length, 0)
      expect(bytes).toBeLessThan(41 * mb)
      seen.push(...entries.map(({ seq }) => seq))
      last = isLast
    }
    expect(seen).toEqual(Array.from({ length: 15 }, (_, place) => place + 1))
  })

  test('are read a few at a time where the newest are asked for', async () => {
    for (const about of [undefined, ['asked']]) {
      const newest = await readLatest(store, 50, about)
      expect(newest.map(({ seq }) => seq)).toEqual([15, 14, 13, 12, 11])
    }
  })

  test('are told by the patrol and by the check of the whole record', async () => {
    expect(await log.patrol()).toContain('entry 4 ')
    expect(await log.verify()).toMatchObject({ ok: false, first: 4 })
  })

  test('go by in parts that end anywhere, and the rounds of the patrol go on', async () => {
    const bounds = { entries: 2, bytes: 1 }
    const parts: (readonly number[])[] = []
    for (let seq = 1; seq <= 3; ) {
      const { entries } = await readPartWithin(store, seq, bounds)
      parts.push(entries.map(one => one.seq))
      seq = (entries.at(-1)?.seq ?? seq) + 1
    }
    expect(parts).toEqual([[1], [2], [3]])
  })
})

test.each([
  ['config.changed', async () => [await readConfigured(store)]],
  ['record.pruned', () => readPruned(store)],
] as const)('the signed entry of kind %s is found among entries by hand', async (kind, read) => {
  await log.append(kind, { actor: 'howdah', subject: {}, detail: { signed: true } })
  for (let count = 0; count < 9; count += 1)
    await store.query(
      `insert into howdah.audit (seq, body, prev, hash, signature)
       select seq + 1, format('{"seq":%s,"kind":"${kind}"}', seq + 1), hash, hash, signature
       from howdah.audit order by seq desc limit 1`,
    )
  expect(await read()).toMatchObject([
    { body: expect.stringContaining('"signed":true') as unknown },
  ])
})

test('a line of the spool is found by its key, among entries by hand with a signature that was copied', async () => {
  const [key, other] = ['a'.repeat(64), 'b'.repeat(64)]
  await log.append('asked', { actor: 'howdah', subject: {}, detail: { spoolKey: key } })
  for (let count = 0; count < 5; count += 1)
    await store.query(
      `insert into howdah.audit (seq, body, prev, hash, signature)
       select seq + 1, format('{"seq":%s,"spoolKey":"${other}"%s}', seq + 1, repeat(' ', $1)), hash, hash, signature
       from howdah.audit order by seq desc limit 1`,
      [7 * mb],
    )
  expect(await store.transaction(tx => hasSpooled(tx, key))).toBe(true)
  expect(await store.transaction(tx => hasSpooled(tx, other))).toBe(false)
})

test('a patrol that comes to no end for five minutes is a fault', async () => {
  const away = openStore(server.url('howdah', 'howdah', 'h'), 'test', testSigner)
  await away.close()
  const blind = openLog({ store: away, dir, keeps: false })
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    await expect(blind.patrol()).rejects.toThrow('control database')
    expect(blind.faults()).toEqual([])
    vi.advanceTimersByTime(301_000)
    await expect(blind.patrol()).rejects.toThrow('control database')
    expect(blind.faults()).toEqual([
      'For 5 minutes no look through the record has come to an end: the log of the bot says why.',
    ])
  } finally {
    vi.useRealTimers()
  }
})
