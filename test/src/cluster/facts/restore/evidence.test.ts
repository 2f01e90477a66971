import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { keepEvidence } from '#cluster/drivers/examine/keep-evidence'
import {
  type DrillEvidence,
  drillsIn,
  lookAtEvidence,
  readEvidence,
} from '#cluster/facts/restore/evidence'
import { backupMarks } from '#signing/backup-marks'
import { testSigner } from '#test/support/signing'

const marks = backupMarks(testSigner)

const evidenceOf = (drill: string, run: string): DrillEvidence => ({
  format: 1,
  drill,
  run,
  cluster: 'shop',
  backup: 'full-1',
  manifest: 'ab',
  system: '1',
  clone: 'shop-clone-1',
  askedAt: '2026-11-30T10:00:00Z',
  examinedAt: '2026-11-30T10:10:00Z',
  reached: '0/3000060',
  reachedAt: null,
  exposed: null,
  figures: {
    bytes: 1,
    walBytes: 1,
    unpackSeconds: 1,
    startSeconds: 1,
    replaySeconds: 1,
    checkSeconds: 1,
  },
  checks: [],
})

const repository = () => {
  const folder = mkdtempSync(join(tmpdir(), 'howdah-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

const keep = (folder: string, drill: string, run = 'r-1') =>
  keepEvidence(folder, evidenceOf(drill, run), { marks, run })

describe('the evidence of a drill', () => {
  test('is kept once for a drill, and read back as it was signed', async () => {
    const folder = repository()
    await keep(folder, 'drill-1')
    await keep(folder, 'drill-1')
    expect(await readEvidence(folder, 'drill-1', marks)).toEqual(evidenceOf('drill-1', 'r-1'))
    await expect(keep(folder, 'drill-1', 'r-2')).rejects.toThrow(
      'Another drill became drill-1 meanwhile.',
    )
    expect(readdirSync(drillsIn(folder))).toEqual(['drill-1.json'])
  })

  test('is written through no link', async () => {
    const folder = repository()
    const others = join(folder, 'others')
    mkdirSync(others)
    symlinkSync(others, drillsIn(folder))
    await expect(keep(folder, 'drill-1')).rejects.toThrow('no folder of its own but a link')
    expect(readdirSync(others)).toEqual([])
  })

  test.each(['drill-999999999.json', 'drill-4.txt', 'drill-900000.json', 'drill-7'])(
    'gives the next drill its number, beside %s by another hand',
    async name => {
      const folder = repository()
      await keep(folder, 'drill-2')
      writeFileSync(join(drillsIn(folder), name), '{}')
      expect((await lookAtEvidence(folder, marks)).next).toBe('drill-3')
    },
  )
})
