import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { hold } from '#local/hold'

const dir = mkdtempSync(join(tmpdir(), 'howdah-hold-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const heldByAnother = async (file: string) => {
  const child = spawn(process.execPath, ['test/support/hold-child.ts', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  const kill = async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { child, kill, refused: `Local mode runs already, as process ${child.pid}.` }
}

describe('local mode’s data', () => {
  test('is held by one process, also while that is stopped with Ctrl-Z, and free when it was killed', async () => {
    const file = join(dir, 'held')
    const { child, kill, refused } = await heldByAnother(file)
    await expect(hold(file)).rejects.toThrow(refused)
    await expect(hold(file, () => 'http://here/')).rejects.toMatchObject({
      instead: 'Open http://here/, or stop it with Ctrl-C first.',
    })
    child.kill('SIGSTOP')
    await expect(hold(file)).rejects.toThrow(refused)
    await kill()
    const release = await hold(file)
    await expect(hold(file)).rejects.toThrow(`as process ${process.pid}.`)
    release()
    expect(existsSync(file)).toBe(false)
  })

  test('is free when somebody else has the port of one that was killed', async () => {
    const file = join(dir, 'taken')
    const { kill } = await heldByAnother(file)
    await kill()
    const { port } = JSON.parse(readFileSync(file, 'utf8')) as { readonly port: number }
    const other = createServer(socket => socket.end('welcome')).listen(port, '127.0.0.1')
    await once(other, 'listening')
    const release = await hold(file)
    expect(readFileSync(file, 'utf8')).toContain(`"pid":${process.pid}`)
    release()
    other.close()
  })
})
