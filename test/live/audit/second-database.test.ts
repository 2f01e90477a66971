/** The record's folder belongs to one control database, whoever else of the account finds the folder. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLog } from '#audit/log'
import { migrate } from '#store/migrate'
import { openStore } from '#store/store'
import { cli } from '#test/support/cli'
import { startHowdah } from '#test/support/howdah'
import { testSigner } from '#test/support/signing'

const howdah = await startHowdah()
const { control, recordDir } = howdah
const anchors = join(recordDir, 'anchors.txt')
const first = await howdah.start()
first.kill('SIGTERM')
await first.ended

const secondDatabase = async (name: string): Promise<string> => {
  await control.run('postgres', `create database ${name} owner howdah_owner`)
  const owner = new URL(howdah.ownerUrl)
  owner.pathname = `/${name}`
  await migrate(owner.href, 'howdah')
  const url = new URL(howdah.env['DATABASE_URL'] ?? '')
  url.pathname = `/${name}`
  return url.href
}

const startedOn = async (url: string): Promise<string> =>
  howdah.start({ DATABASE_URL: url }).then(
    () => 'it started',
    (error: Error) => error.message,
  )

const frozenIn = (name: string) => control.query(name, 'select from howdah.freeze')
const entriesIn = (name: string) => control.query(name, 'select from howdah.audit')

test('a second control database with the same folder is told so, and neither frozen nor written to', async () => {
  const kept = readFileSync(anchors, 'utf8')
  const said = await startedOn(await secondDatabase('second'))
  expect(said).toContain('the bot ended with 1')
  expect(said).toContain(`${anchors} keeps heads of another record`)
  expect(said).toContain('give it a folder of its own: `record` in its inventory')
  expect(said).not.toContain('restored from an older state')
  expect(await frozenIn('second')).toEqual([])
  expect(await entriesIn('second')).toEqual([])
  expect(readFileSync(anchors, 'utf8')).toBe(kept)
})

test('a second control database with a longer record of its own is told so too, also in a terminal', async () => {
  const url = await secondDatabase('third')
  const store = openStore(url, 'test', testSigner)
  const log = openLog({ store, dir: join(recordDir, 'own') })
  for (let more = 0; more < 20; more += 1)
    await log.append('asked', { actor: 'T/U_OLGA', subject: {}, detail: { more } })
  await store.close()
  expect(await startedOn(url)).toContain(`${anchors} keeps heads of another record`)
  expect(await frozenIn('third')).toEqual([])
  const { exit, err } = await cli({ ...howdah.env, DATABASE_URL: url }, 'audit', 'verify')
  expect(exit).toBe(1)
  expect(err).toContain(`${anchors} keeps heads of another record`)
  expect(err).not.toContain('tampered')
})

test('the lines that the first one spooled are not written into another record', async () => {
  const spool = join(recordDir, 'spool.jsonl')
  writeFileSync(spool, '{"id":"1","kind":"asked","said":{},"at":"2026-11-29T00:00:00Z"}\n')
  await startedOn(await secondDatabase('fourth'))
  expect(readFileSync(spool, 'utf8')).toContain('"kind":"asked"')
  expect(await entriesIn('fourth')).toEqual([])
  rmSync(spool)
})

test('the first one starts again as ever, and anchors its first entry', async () => {
  await howdah.start()
  expect(await frozenIn('howdah')).toEqual([])
  expect(readFileSync(anchors, 'utf8')).toMatch(/^1 [0-9a-f]{64} /m)
})
