import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { RepositoryKeys } from '#model/cluster'
import { newSigningKey, readSigningKeys } from '#signing/keys'
import { repositoryKeys } from '#src/vault/keys'
import { walKeysVariable, writeWalKeys } from '#src/vault/wal-keys'
import { howdahFolder, walProgram } from '#src/vault/wal-program'

const file = '000000010000000000000003'
const content = Buffer.alloc(1_024 ** 2, 'a file of WAL ')

const setting = () => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-wal-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const key = newSigningKey('vault')
  const at = (...names: readonly string[]) => join(dir, ...names)
  mkdirSync(at('pg_wal'))
  mkdirSync(at('archive'))
  writeFileSync(at('pg_wal', file), content)
  writeFileSync(at('key'), `${key}\n`, { mode: 0o600 })
  const run = (words: readonly string[], keys?: RepositoryKeys) =>
    spawnSync(process.execPath, [join(howdahFolder, walProgram), ...words], {
      env: { ...process.env, ...(keys ? { [walKeysVariable]: writeWalKeys(keys.wal) } : {}) },
      encoding: 'utf8',
    })
  return {
    at,
    keys: repositoryKeys(readSigningKeys(key) ?? []),
    keep: (name = file) => run(['keep', at('archive'), at('pg_wal', name), at('key')]),
    keepPlain: () => run(['keep', at('archive'), at('pg_wal', file)]),
    fetch: (keys: RepositoryKeys, name = file) =>
      run(['fetch', at('archive'), name, at('out')], keys),
  }
}

const others = () => repositoryKeys(readSigningKeys(newSigningKey('other')) ?? [])

describe('the program for WAL', () => {
  test('keeps a file encrypted, whole and under its name alone, and brings the same content back', () => {
    const { at, keep, fetch, keys } = setting()
    expect(keep()).toMatchObject({ status: 0, stderr: '' })
    expect(readdirSync(at('archive'))).toEqual([file])
    expect(readFileSync(at('archive', file)).includes('a file of WAL')).toBe(false)
    expect(fetch(keys)).toMatchObject({ status: 0, stderr: '' })
    expect(readFileSync(at('out')).equals(content)).toBe(true)
    // As PostgreSQL does after a crash.
    expect(keep()).toMatchObject({ status: 0, stderr: '' })
  })

  test('puts nothing in the place of another file', () => {
    const { at, keep } = setting()
    keep()
    const before = readFileSync(at('archive', file))
    writeFileSync(at('pg_wal', file), 'other content')
    const { status, stderr } = keep()
    expect(status).toBe(1)
    expect(stderr).toMatch(/is there already, with other content\. Give each database system/)
    expect(readFileSync(at('archive', file))).toEqual(before)
    expect(readdirSync(at('archive'))).toEqual([file])
  })

  test('says that the archive has no such file by 1, so that a recovery ends where the archive does', () => {
    const { fetch, keys } = setting()
    expect(fetch(keys)).toMatchObject({ status: 1, stderr: '' })
  })

  test('ends a recovery where the key is missing, or the file is not as it was encrypted', () => {
    const { at, keep, fetch, keys } = setting()
    keep()
    const without = fetch(others())
    expect(without.status).toBe(200)
    expect(without.stderr).toMatch(
      /^howdah: 0{7}1\w+ is encrypted with the key [0-9a-f]{16}, which/,
    )
    const bytes = readFileSync(at('archive', file))
    bytes[5_000] = (bytes[5_000] ?? 0) ^ 1
    writeFileSync(at('archive', file), bytes)
    const damaged = fetch(keys)
    expect(damaged.status).toBe(200)
    expect(damaged.stderr).toMatch(/does not decrypt: it was changed, or is damaged/)
    // One file in the place of another.
    keep()
    copyFileSync(at('archive', file), at('archive', file.replace('3', '4')))
    expect(fetch(keys, file.replace('3', '4')).status).toBe(200)
  })

  test('keeps a file as it is without a key, and puts nothing in the place of another either', () => {
    const { at, keepPlain } = setting()
    expect(keepPlain()).toMatchObject({ status: 0, stderr: '' })
    expect(readFileSync(at('archive', file)).equals(content)).toBe(true)
    expect(keepPlain().status).toBe(0)
    writeFileSync(at('pg_wal', file), 'other content')
    expect(keepPlain().stderr).toContain('is there already, with other content')
  })

  test('brings a file as it is that was archived before there was a key', () => {
    const { at, fetch, keys } = setting()
    copyFileSync(at('pg_wal', file), at('archive', file))
    expect(fetch(keys).status).toBe(0)
    expect(readFileSync(at('out')).equals(content)).toBe(true)
  })

  test.each([
    ['a file of keys that everybody may read', { rights: 0o644 }, /Everybody may read/],
    ['a file of keys that holds none', { key: 'secret' }, /does not hold keys/],
    [
      'a file that is no WAL',
      { name: 'passwords' },
      /passwords is no file that PostgreSQL archives/,
    ],
  ])(
    'refuses %s',
    (_, { rights, key, name }: { rights?: number; key?: string; name?: string }, words) => {
      const { at, keep } = setting()
      if (key) writeFileSync(at('key'), key)
      if (rights) chmodSync(at('key'), rights)
      const { status, stderr } = keep(name)
      expect(status).toBe(1)
      expect(stderr).toMatch(words)
      expect(readdirSync(at('archive'))).toEqual([])
    },
  )
})
