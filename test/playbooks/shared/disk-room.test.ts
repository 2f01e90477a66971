import { describe, expect, test } from 'vitest'
import type { WalAbout } from '#cluster/facts/node/wal'
import { type Need, notEnoughDisk, walEstimates, walNotes } from '#playbooks/shared/disk-room'

const about = (more: Partial<WalAbout> = {}): WalAbout => ({
  usualBytes: 1_000,
  keptBy: null,
  replicas: false,
  disk: null,
  ...more,
})

const need = (more: Partial<Need> = {}): Need => ({
  what: 'build',
  disk: 'n1 (tablespace fast)',
  node: 'n1',
  room: 8_000,
  wal: 4_000,
  freeBytes: 8_000,
  about: about(),
  ...more,
})

const slot = 'the replication slot s, which nobody reads'

describe('notEnoughDisk', () => {
  test('counts the index alone where pg_wal cannot be seen, lies elsewhere, or gets nothing', () => {
    expect(notEnoughDisk(need())).toBeUndefined()
    expect(notEnoughDisk(need({ about: null }))).toBeUndefined()
    const elsewhere = about({ disk: { freeBytes: 1_000, shared: false } })
    expect(notEnoughDisk(need({ about: elsewhere }))).toBeUndefined()
    expect(notEnoughDisk(need({ freeBytes: null }))).toBeUndefined()
    expect(notEnoughDisk(need({ freeBytes: 7_999 }))).toMatchObject({
      because: 'The build may need about 7.8 kB, and n1 (tablespace fast) has 7.8 kB free.',
    })
  })

  test('counts the WAL that stays where it shares the disk, and all of it while something keeps it', () => {
    const disk = { freeBytes: 9_000, shared: true }
    expect(notEnoughDisk(need({ freeBytes: 9_000, about: about({ disk }) }))).toBeUndefined()
    expect(notEnoughDisk(need({ freeBytes: 8_999, about: about({ disk }) }))).toMatchObject({
      because:
        'The build may need about 8.8 kB, 1000 B of it for WAL, and n1 (tablespace fast) has 8.8 kB free.',
    })
    const kept = about({ disk, keptBy: slot })
    expect(notEnoughDisk(need({ freeBytes: 11_999, about: kept }))).toMatchObject({
      because: expect.stringContaining('3.9 kB of it for WAL'),
    })
    expect(notEnoughDisk(need({ freeBytes: 12_000, about: kept }))).toBeUndefined()
  })

  test('looks at the disk of pg_wal too, where a full one stops the server', () => {
    const disk = { freeBytes: 3_999, shared: false }
    expect(notEnoughDisk(need({ about: about({ disk }) }))).toBeUndefined()
    expect(notEnoughDisk(need({ about: about({ disk, keptBy: slot }) }))).toEqual(
      expect.objectContaining({
        because:
          'The build may need about 3.9 kB for WAL, and where pg_wal lies on n1 3.9 kB are free. A full pg_wal stops the server.',
        instead: `Fix ${slot}, or free some disk first.`,
      }),
    )
  })
})

describe('a plan', () => {
  test('says how much WAL is written, and whether replicas have to receive it', () => {
    expect(walEstimates(about(), 4_096)).toEqual([{ label: 'WAL', value: 'about 4.0 kB' }])
    expect(walEstimates(about({ replicas: true }), 4_096)).toEqual([
      { label: 'WAL', value: 'about 4.0 kB, which replicas have to receive' },
    ])
    expect(walEstimates(null, 4_096)).toEqual([])
  })

  test('names what keeps it', () => {
    expect(walNotes(about())).toEqual([])
    expect(walNotes(about({ keptBy: slot }))[0]).toContain(slot)
  })
})
