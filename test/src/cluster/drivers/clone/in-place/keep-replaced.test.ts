import {
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { keepReplaced } from '#cluster/drivers/clone/in-place/keep-replaced'
import type { SwapOrder } from '#cluster/drivers/clone/in-place/order'
import { startSwap } from '#cluster/drivers/clone/in-place/swapping'
import type { Replaced } from '#cluster/facts/restore/replaced'

const place = () => {
  const home = mkdtempSync(join(tmpdir(), 'howdah-test-'))
  onTestFinished(() => rmSync(home, { recursive: true }))
  const [folder, secret] = [join(home, 'replaced-shop'), join(home, 'secret')]
  mkdirSync(folder)
  writeFileSync(secret, 'of Howdah alone')
  return { home, folder, secret }
}

const words = { state: 'under way' } as Replaced

describe('the words about a restore in place', () => {
  test('are written over no file that a link in their place leads to', async () => {
    const { folder, secret } = place()
    for (const name of ['replaced.json', '.replaced.json']) symlinkSync(secret, join(folder, name))
    await keepReplaced(folder, words)
    expect(readFileSync(secret, 'utf8')).toBe('of Howdah alone')
    expect(lstatSync(join(folder, 'replaced.json')).isFile()).toBe(true)
  })

  test('are not written by way of a link in the place of their folder', async () => {
    const { home, folder } = place()
    symlinkSync(folder, join(home, 'link'))
    await expect(keepReplaced(join(home, 'link'), words)).rejects.toThrow('is no folder of its own')
  })

  // Needs root: nobody else gives a folder away.
  test.skipIf(process.getuid?.() !== 0)('are not written for another user', async () => {
    const { folder } = place()
    chownSync(folder, 65_534, 65_534)
    await expect(keepReplaced(folder, words)).rejects.toThrow('belongs to another user')
  })

  test('are not followed by a program whose log is a link to a file of others', () => {
    const { folder, secret } = place()
    symlinkSync(secret, join(folder, 'swap.log'))
    expect(() => startSwap({ folder } as SwapOrder, {})).toThrow('is no plain file')
    expect(readFileSync(secret, 'utf8')).toBe('of Howdah alone')
  })
})
