/** Lines of a build that signed no anchors, and lines that look like those. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openLog } from '#audit/log'
import { openHeadSigner } from '#signing/heads'
import { readSigningKeys } from '#signing/keys'
import { migrate } from '#store/migrate'
import { openStore } from '#store/store'
import { testServer } from '#test/support/postgres'
import { testKey, testSigner } from '#test/support/signing'

const server = await testServer()
await server.run('postgres', `create role howdah login password 'h'`, 'create database howdah')
await migrate(server.url('howdah'), 'howdah')
const store = openStore(server.url('howdah', 'howdah', 'h'), 'test', testSigner)
const heads = openHeadSigner(readSigningKeys(testKey) ?? [])
const dir = mkdtempSync(join(tmpdir(), 'howdah-unsigned-'))
const file = join(dir, 'anchors.txt')
afterAll(async () => {
  await store.close()
  rmSync(dir, { recursive: true, force: true })
})

const open = () => openLog({ store, dir, heads })
const far = `999 ${'b'.repeat(64)} 2026-01-01T00:00:00Z`

// Four entries and two lines by the build before; what follows is this build's.
const before = openLog({ store, dir })
for (let n = 0; n < 4; n += 1)
  await before.append('asked', { actor: 'T/U_EVE', subject: {}, detail: { n } })
const entries = await before.latest(4)
const old = [3, 4].map(seq => {
  const hash = entries.find(one => one.seq === seq)?.hash
  return `${seq} ${hash} 2025-01-01T00:00:00Z`
})
writeFileSync(file, `${old.join('\n')}\n`)
await server.run('howdah', 'update howdah.before_signing set audit_seq = 4')

describe('an anchor file of the build before', () => {
  test('counts at the first start of this build: a record that ends before it has strayed', async () => {
    writeFileSync(file, `${old.join('\n')}\n${far}\n`)
    expect(await open().strayed()).toContain('entry 999 was anchored outside')
    writeFileSync(file, `${old.join('\n')}\n`)
    expect(await open().strayed()).toBeNull()
  })

  test('is accepted as it is, and written on with signed lines', async () => {
    const log = open()
    await log.ownsFolder()
    await log.anchor()
    await log.append('asked', { actor: 'T/U_EVE', subject: {}, detail: {} })
    await log.anchor()
    expect(readFileSync(file, 'utf8')).toContain(old.join('\n'))
    expect(readFileSync(file, 'utf8').trim()).toMatch(/ test\.[\w-]{86}$/)
    expect(log.faults()).toEqual([])
    expect(await open().verify()).toMatchObject({ ok: true })
  })

  const kept = () => readFileSync(file, 'utf8')
  test.each<[string, () => void, string]>([
    ['at its top', () => writeFileSync(file, `${far}\n${kept()}`), 'line 1'],
    ['at its end', () => appendFileSync(file, `${far}\n`), 'line '],
    [
      'among the old ones, of an entry from then',
      () => writeFileSync(file, `2 ${'b'.repeat(64)}\n${kept()}`),
      'line 1',
    ],
    ['instead of all of it', () => writeFileSync(file, `${far}\n`), 'line 1'],
  ])('and a line by somebody %s: said, taken out, and nothing stops', async (_, write, line) => {
    write()
    const log = open()
    await log.ownsFolder()
    expect(await log.strayed()).toBeNull()
    await log.anchor()
    const [said, ...others] = log.faults()
    expect(said).toContain(`its ${line}`)
    expect(said).toContain('is one that nobody with the key wrote: it has no signature.')
    expect(others).toEqual([])
    expect(kept()).not.toContain('b'.repeat(64))
    // What is wrong is never signed into the control database.
    expect(await store.query('select from howdah.anchor where seq = 999')).toEqual([])
    expect(await open().strayed()).toBeNull()
  })
})
