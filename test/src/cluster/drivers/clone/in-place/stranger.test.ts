/** Links and words by the user of a server, before a Howdah with the rights of root. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { liveServer } from '#cluster/drivers/clone/in-place/live-server'
import type { SwapOrder } from '#cluster/drivers/clone/in-place/order'
import { readyFiles } from '#cluster/drivers/clone/in-place/ready-files'
import { postmasterOf } from '#cluster/drivers/clone/postmaster'

const [uid, gid] = [65_534, 65_534]

const place = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'howdah-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A waiting process by the name of a server, as a user; closing the pipe ends the process. */
const waiting = async (user: { readonly uid?: number; readonly gid?: number }): Promise<number> => {
  const child = spawn('cat', { argv0: 'postgres', stdio: ['pipe', 'ignore', 'ignore'], ...user })
  onTestFinished(async () => {
    const ended = once(child, 'exit')
    child.stdin.end()
    await ended
  })
  await once(child, 'spawn')
  return child.pid ?? 0
}

/** A data folder of the user, with words about a process. */
const claiming = (pid: number): string => {
  const data = place()
  const words = join(data, 'postmaster.pid')
  writeFileSync(words, [pid, data, 1, 5432, '', '', '', 'ready   ', ''].join('\n'))
  for (const path of [data, words]) chownSync(path, uid, gid)
  return data
}

describe.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  'the user of a server that Howdah replaces as root (needs root on Linux)',
  () => {
    test('names no process of another user as the server', async () => {
      const data = claiming(await waiting({}))
      expect((await postmasterOf(data)).pid).toBeNull()
      expect(await liveServer(data)).toBeNull()
    })

    test('names a process of its own', async () => {
      const pid = await waiting({ uid, gid })
      const data = claiming(pid)
      expect(await postmasterOf(data)).toEqual({ pid, isReady: true })
      expect(await liveServer(data)).toMatchObject({ pid, words: ['postgres'] })
    })

    test('leads it by a link in the place of the data folder to no settings of others', async () => {
      const home = place()
      const [clone, live, others] = ['clone', 'live', 'others'].map(name => join(home, name))
      mkdirSync(join(clone ?? '', 'data/pg_tblspc'), { recursive: true })
      mkdirSync(others ?? '')
      writeFileSync(join(others ?? '', 'backup.conf'), 'of Howdah alone', { mode: 0o600 })
      symlinkSync(others ?? '', live ?? '')
      chownSync(join(clone ?? '', 'data'), uid, gid)
      const about = { data: live } as SwapOrder['about']
      const order = { clone, from: join(clone ?? '', 'data'), about, recovery: '' }
      await expect(readyFiles({ ...order, owner: { uid, gid } } as SwapOrder)).rejects.toThrow(
        'belongs to another user',
      )
      expect(readdirSync(join(clone ?? '', 'data'))).toEqual(['pg_tblspc'])
    })
  },
)
