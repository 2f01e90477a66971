/** Whose process counts as the server of a data folder: anybody may give a process the words of a server. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serverOf } from '#cluster/facts/clone/server-of'

/** A process that waits, with the command line of a server on the folder. */
const calledServer = async (user: { readonly uid?: number; readonly gid?: number }) => {
  const data = mkdtempSync(join(tmpdir(), 'howdah-test-'))
  // `find` takes any word behind -D; the pipe ends the waiting process with the test.
  const words = ['-D', data, '/', '-maxdepth', '0', '-printf', 'x', '-exec', 'cat', ';']
  const child = spawn('find', words, {
    argv0: 'postgres',
    cwd: '/',
    stdio: ['pipe', 'pipe', 'ignore'],
    ...user,
  })
  onTestFinished(async () => {
    const ended = once(child, 'exit')
    child.stdin.end()
    await ended
    rmSync(data, { recursive: true })
  })
  await once(child, 'spawn')
  return { data, pid: child.pid }
}

describe.skipIf(process.platform !== 'linux')('the server of a data folder (needs Linux)', () => {
  test('is found by its command line', async () => {
    const { data, pid } = await calledServer({})
    expect(await serverOf(data)).toBe(pid)
  })

  test.skipIf(process.getuid?.() !== 0)(
    'is no process of another user than the owner of the folder (needs root)',
    async () => {
      const { data } = await calledServer({ uid: 65_534, gid: 65_534 })
      expect(await serverOf(data)).toBeNull()
    },
  )
})
