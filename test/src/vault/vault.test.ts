import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { readKept } from '#cluster/facts/backup/kept-file'
import { newSigningKey, readSigningKeys } from '#signing/keys'
import { encrypting } from '#src/vault/encrypt'
import { chunkBytes, contentBytes, encryptedBytes, headerBytes, tagBytes } from '#src/vault/format'
import { repositoryKeys } from '#src/vault/keys'

const dir = mkdtempSync(join(tmpdir(), 'howdah-vault-'))
afterAll(() => rmSync(dir, { recursive: true }))

const keysOf = (...names: readonly string[]) =>
  repositoryKeys(names.flatMap(name => readSigningKeys(newSigningKey(name)) ?? []))
const [own, other] = [keysOf('own'), keysOf('other')]
const path = join(dir, 'base.tar')
const name = 'backups/1/full-1/base.tar'

const encrypted = (content: Buffer, { keys = own.backups, as = name } = {}): Buffer => {
  const [key] = keys
  if (!key) throw new Error('no key')
  const file = encrypting(key, as)
  const parts: Buffer[] = []
  // Parts of any length, as a server sends them.
  for (let at = 0; at < content.length; at += 70_001)
    parts.push(...file.push(content.subarray(at, at + 70_001)))
  return Buffer.concat([...parts, ...file.end()])
}

const read = async (file: Buffer, { keys = own.backups, as = name } = {}): Promise<unknown> => {
  writeFileSync(path, file)
  try {
    return await readKept(path, 10 ** 8, { name: as, keys })
  } catch (error) {
    return error instanceof Error ? error.message : error
  }
}

const content = Buffer.from(
  Array.from({ length: 3 * chunkBytes + 100 }, (_, at) => (at * 7 + (at >> 9)) % 251),
)
const file = encrypted(content)
const whole = chunkBytes + tagBytes
const chunk = (number: number) =>
  file.subarray(headerBytes + number * whole, headerBytes + (number + 1) * whole)
const header = file.subarray(0, headerBytes)

describe('an encrypted file', () => {
  test.each([0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes])(
    'of %d bytes gives the content back, and tells its length by the size on disk',
    async bytes => {
      const some = content.subarray(0, bytes)
      const written = encrypted(some)
      expect(written.length).toBe(encryptedBytes(bytes))
      expect(contentBytes(written.length)).toBe(bytes)
      expect(await read(written)).toEqual(some)
    },
  )

  test('holds nothing of the content, and is another one each time', () => {
    expect(file.includes(content.subarray(0, 16))).toBe(false)
    expect(encrypted(content)).not.toEqual(file)
  })

  const flipped = (at: number): Buffer => {
    const bytes = Buffer.from(file)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    return bytes
  }
  test.each([
    ['a flipped bit in the first chunk', flipped(headerBytes + 5)],
    ['a flipped bit in the last chunk', flipped(file.length - tagBytes - 1)],
    ['a flipped bit in a tag', flipped(file.length - 1)],
    ['a flipped bit in the random part of the header', flipped(headerBytes - 1)],
    [
      'two chunks in each other’s place',
      Buffer.concat([header, chunk(1), chunk(0), chunk(2), chunk(3)]),
    ],
    ['a chunk twice', Buffer.concat([header, chunk(0), chunk(0), chunk(2), chunk(3)])],
    ['a missing chunk', Buffer.concat([header, chunk(0), chunk(2), chunk(3)])],
    ['a missing last chunk', file.subarray(0, headerBytes + 3 * whole)],
    [
      'a chunk of another file',
      Buffer.concat([
        header,
        encrypted(content).subarray(headerBytes, headerBytes + whole),
        file.subarray(headerBytes + whole),
      ]),
    ],
    ['a cut within a chunk', file.subarray(0, headerBytes + whole + 1_000)],
    ['more behind the end', Buffer.concat([file, Buffer.alloc(20)])],
    ['the header alone', header],
  ])('does not decrypt with %s', async (_, bytes) => {
    expect(await read(bytes)).toMatch(
      /^base\.tar does not decrypt: it (was changed, or is damaged|is cut off)\.$/,
    )
  })

  test('does not decrypt in the place of another file', async () => {
    expect(await read(file, { as: 'backups/1/full-2/base.tar' })).toMatch(/does not decrypt/)
  })

  test('is locked, not damaged, without the key', async () => {
    const [key] = own.backups
    for (const keys of [other.backups, []])
      expect(await read(file, { keys })).toBe(
        `base.tar is encrypted with the key ${key?.name.split('.')[1] ?? ''}, which the inventory does not give.`,
      )
  })

  test('decrypts with an older key beside a newer one', async () => {
    expect(await read(file, { keys: [...other.backups, ...own.backups] })).toEqual(content)
  })

  test('of WAL has a key that opens no backup', async () => {
    expect(await read(file, { keys: own.wal })).toMatch(/does not decrypt/)
  })
})

describe('a key of a repository', () => {
  test('shows no secret when it is printed or written as JSON', () => {
    const secrets = own.backups.map(({ secret }) => secret.export())
    const shown = `${inspect(own, { depth: 10, showHidden: true })} ${JSON.stringify(own)}`
    for (const secret of secrets)
      for (const form of ['hex', 'base64', 'base64url', 'latin1'] as const)
        expect(shown).not.toContain(secret.toString(form))
    expect(shown).toMatch(/own\.[0-9a-f]{16}/)
  })
})
