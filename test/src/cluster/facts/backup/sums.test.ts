import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readManifest } from '#cluster/facts/backup/manifest'
import { takeSums } from '#cluster/facts/backup/sums'
import { type Files, manifestOf, tarOf } from '#test/support/archives'

const files = { PG_VERSION: '18\n', 'base/1/112': 'x'.repeat(8_192), 'base/1/113': '' }
const whole = { 'base/1': null, ...files } as const

const manifest = () => {
  const read = readManifest(manifestOf(files))
  if (!read) throw new Error('no manifest')
  return read
}

/** `cuts`: where the archive is cut into the parts that arrive. */
const compared = (archive: Buffer, cuts: readonly number[] = []): readonly string[] => {
  const sums = takeSums()
  sums.begin(null)
  const at = [0, ...cuts.map(cut => cut % archive.length).toSorted((a, b) => a - b), archive.length]
  for (const [index, from] of at.slice(0, -1).entries())
    sums.push(archive.subarray(from, at[index + 1]))
  return sums.against(manifest())
}

describe('the files of a base backup', () => {
  test('are as in the manifest, however the archive arrives', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { maxLength: 30 }), cuts => {
        expect(compared(tarOf(whole), cuts)).toEqual([])
      }),
    )
  })

  test.each<[string, Files, readonly string[]]>([
    [
      'changed',
      { ...whole, 'base/1/112': 'y'.repeat(8_192) },
      ['base/1/112 is not as the manifest says.'],
    ],
    [
      'short',
      { ...whole, 'base/1/112': 'x'.repeat(8_000) },
      ['base/1/112 is not as the manifest says.'],
    ],
    [
      'missing',
      { PG_VERSION: '18\n', 'base/1/112': files['base/1/112'] },
      ['base/1/113 is missing.'],
    ],
    ['a stranger', { ...whole, evil: 'x' }, ['evil is not in the manifest.']],
    ['WAL, which a manifest leaves out', { ...whole, 'pg_wal/0000': 'x' }, []],
  ])('are found out where one is %s', (_, present, wanted) => {
    expect(compared(tarOf(present))).toEqual(wanted)
  })

  test('are found out where any bit of a file or its header is flipped', () => {
    const archive = tarOf({ PG_VERSION: '18\n' })
    for (const at of [0, 3, 130, 156, 512, 514]) {
      const flipped = Buffer.from(archive)
      flipped[at] = (flipped[at] ?? 0) ^ 1
      expect(compared(flipped)).not.toEqual(compared(archive))
    }
  })

  test('are found out where the archive is cut off', () => {
    const archive = tarOf(whole)
    expect(compared(archive.subarray(0, archive.length - 1_024))).toEqual([
      'An archive is damaged, or cut off.',
    ])
  })
})

describe('a manifest', () => {
  const text = manifestOf(files)

  test('tells timeline, WAL and each file', () => {
    expect(readManifest(text)).toMatchObject({
      timeline: 1,
      startLsn: '0/2000028',
      endLsn: '0/2000158',
    })
    expect(readManifest(text)?.files.get('base/1/113')?.bytes).toBe(0)
  })

  test('begins with the older of two timelines, though PostgreSQL writes the newer first', () => {
    const ranges = [
      '{ "Timeline": 2, "Start-LSN": "0/3000000", "End-LSN": "0/3000158" }',
      '{ "Timeline": 1, "Start-LSN": "0/2000028", "End-LSN": "0/3000000" }',
    ]
    expect(readManifest(manifestOf(files, ranges))).toMatchObject({
      timeline: 2,
      startLsn: '0/2000028',
      endLsn: '0/3000158',
    })
  })

  test.each([
    ['is empty', ''],
    ['is no JSON', 'x'],
    ['is cut off', text.slice(0, 200)],
    ['has another file', text.replace('PG_VERSION', 'PG_VERSIOM')],
    ['has another sum', text.replace(/"Manifest-Checksum": "./, '"Manifest-Checksum": "x')],
    ['has other sums than SHA-256', text.replaceAll('SHA256', 'CRC32C')],
  ])('counts for nothing where it %s', (_, damaged) => {
    expect(readManifest(damaged)).toBeUndefined()
  })
})
