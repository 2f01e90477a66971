import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readControl } from '#cluster/facts/replication/control-file'

const pipes = 'mkfifo'
const data = mkdtempSync(join(tmpdir(), 'howdah-test-'))
mkdirSync(join(data, 'global'))
afterAll(() => rmSync(data, { recursive: true }))

const ofVersion = (version: number, length = 296): void => {
  const bytes = Buffer.alloc(8_192)
  bytes.writeBigUInt64LE(7_000_000_000_000_000_001n, 0)
  bytes.writeUInt32LE(version, 8)
  bytes.writeUInt32LE(1, 16)
  bytes.writeBigUInt64LE(0x1_0000_0028n, 32)
  writeFileSync(join(data, 'global/pg_control'), bytes.subarray(0, length))
}

describe('a control file', () => {
  test.each([
    ['15 and 16', 1_300],
    ['17', 1_700],
    ['18', 1_800],
  ])('of PostgreSQL %s is read', async (_, version) => {
    ofVersion(version)
    expect(await readControl(data)).toEqual({
      system: '7000000000000000001',
      state: 'stopped',
      checkpoint: '1/28',
    })
  })

  test('of a version that nobody has tried is not guessed at', async () => {
    ofVersion(9_900)
    expect(await readControl(data)).toBeNull()
  })

  test('that is a pipe is none, and nobody waits for its other end', async () => {
    rmSync(join(data, 'global/pg_control'))
    execFileSync(pipes, [join(data, 'global/pg_control')])
    expect(await readControl(data)).toBeNull()
    rmSync(join(data, 'global/pg_control'))
  })

  test('that ends early is none', async () => {
    ofVersion(1_800, 12)
    expect(await readControl(data)).toBeNull()
  })
})
