import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { rolesIn } from '#local/sample/roles-in'

const dir = mkdtempSync(join(tmpdir(), 'howdah-roles-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** Folders of the sample; a number is the time of a `standby.signal`, in seconds. */
const folders = (name: string, signals: Readonly<Record<string, number | null>>): string => {
  const root = join(dir, name)
  for (const [node, at] of Object.entries(signals)) {
    const data = join(root, node, 'data')
    mkdirSync(data, { recursive: true })
    if (at === null) continue
    writeFileSync(join(data, 'standby.signal'), '')
    utimesSync(join(data, 'standby.signal'), at, at)
  }
  return root
}

describe('the sample', () => {
  test.each([
    ['at its first start', {}, 'shop-1'],
    ['as it began', { 'shop-1': null, 'shop-2': 100 }, 'shop-1'],
    ['after a switchover', { 'shop-1': 200, 'shop-2': null }, 'shop-2'],
    ['in the middle of a switchover', { 'shop-1': 200, 'shop-2': 100 }, 'shop-1'],
    ['in the middle of the way back', { 'shop-1': 200, 'shop-2': 300 }, 'shop-2'],
  ])('finds its primary %s', async (name, signals, primary) => {
    expect((await rolesIn(folders(name, signals))).primary).toBe(primary)
  })
})
