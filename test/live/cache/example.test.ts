import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { testServer } from '#test/support/postgres'
import { programEnv } from '#test/support/program-env'

const folder = join(import.meta.dirname, '../../../src/cache')

describe('the example of the cache', () => {
  test('runs, and loads each profile once for each time that it changes', async () => {
    const server = await testServer()
    const env = { ...programEnv(), DATABASE_URL: server.url(await server.freshDatabase()) }
    const example = [join(folder, 'example.ts')]
    const { stdout } = await promisify(execFile)(process.execPath, example, { env })
    expect(stdout).toBe('1: Olga\n1: Olga\n2: nobody\n1: Olga II\n4 reads, 3 loads\n')
  })

  test('is the one that the README names', () => {
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('node src/cache/example.ts')
  })
})
