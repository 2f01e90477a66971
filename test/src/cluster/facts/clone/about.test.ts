import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { cloneFile, readCloneAbout } from '#cluster/facts/clone/about'
import { cloneAbout } from '#test/support/facts/restore'

const folders: string[] = []
const folderWith = (write: (path: string) => void): string => {
  const folder = mkdtempSync(join(tmpdir(), 'howdah-test-clone-'))
  folders.push(folder)
  write(join(folder, cloneFile))
  return folder
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const pipes = 'mkfifo'

const written = (more: object) => (path: string) =>
  writeFileSync(path, JSON.stringify({ ...cloneAbout(), ...more }))

describe('the words beside a clone', () => {
  test('are read', async () => {
    expect(await readCloneAbout(folderWith(written({})))).toEqual(cloneAbout())
  })

  test.each<[string, (path: string) => void]>([
    ['name another machine', written({ socket: 'db.example' })],
    ['are a pipe', path => execFileSync(pipes, [path])],
    [
      'are a link',
      path => {
        written({})(`${path}.other`)
        symlinkSync(`${path}.other`, path)
      },
    ],
    ['have no end', path => writeFileSync(path, ' '.repeat(1_000_000))],
  ])('do not count where they %s', async (_, write) => {
    expect(await readCloneAbout(folderWith(write))).toBeNull()
  })
})
