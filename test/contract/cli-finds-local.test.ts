/** Tests the choice of a local mode by the command line, without any configuration. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { cli } from '#test/support/cli'
import { testKey } from '#test/support/signing'

const nobody = 'HOWDAH_CONFIG and DATABASE_URL are not set, and no local mode of yours runs here.'
const nowhere = 'postgres://howdah:secret@127.0.0.1:1/howdah'

/** Makes a folder of local mode with a control database that does not answer. */
const folder = (mode: number, pid = process.pid): string => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-found-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const config = join(dir, 'howdah.json')
  writeFileSync(
    config,
    JSON.stringify({
      channels: { ops: 'C_OPS' },
      people: { operators: [], approvers: [] },
      clusters: {},
    }),
  )
  const file = join(dir, 'running.json')
  writeFileSync(
    file,
    JSON.stringify({
      pid,
      HOWDAH_CONFIG: config,
      DATABASE_URL: nowhere,
      HOWDAH_SIGNING_KEY: testKey,
    }),
  )
  chmodSync(file, mode)
  return dir
}

describe('the command line without any configuration', () => {
  test('uses the local mode that runs, and says so in one line', async () => {
    const { exit, out, err } = await cli({ HOWDAH_DATA: folder(0o600) }, 'run', 'list')
    const [said, then] = err.split('\n')
    expect(said).toBe(
      'HOWDAH_CONFIG and DATABASE_URL are not set: local mode’s inventory and control database are used.',
    )
    expect(then).toContain('The control database does not answer.')
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
  })

  test.each([
    ['that others could have written', 0o622, process.pid],
    ['that others could read', 0o644, process.pid],
    ['that has ended', 0o600, 2 ** 30],
  ])('uses none %s, and names what to set', async (_, mode, pid) => {
    const { exit, err } = await cli({ HOWDAH_DATA: folder(mode, pid) }, 'run', 'list')
    expect(err).toContain(nobody)
    expect(err).toContain('Set them to your inventory and its control database, or run')
    expect(exit).toBe(1)
  })

  test('completes nothing that is half configured', async () => {
    const dir = folder(0o600)
    const half = await cli({ HOWDAH_DATA: dir, DATABASE_URL: nowhere }, 'run', 'list')
    expect(half.err).toContain('HOWDAH_CONFIG names no inventory')
    expect(half.err).not.toContain('local mode')
  })
})
