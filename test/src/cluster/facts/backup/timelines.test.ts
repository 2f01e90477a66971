import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { walWayOf } from '#cluster/facts/backup/timelines'
import { walName } from '#cluster/facts/backup/wal'

const segment = 16 * 1_024 ** 2
const backup = { timeline: 1, startLsn: '0/2000028', endLsn: '0/3000000', segment }
const name = (number: number, timeline = 1) => walName(timeline, BigInt(number), segment)

/** `histories` by name, beside these files of WAL. */
const way = async (wal: readonly string[], histories: Readonly<Record<string, string>> = {}) => {
  const archive = mkdtempSync(join(tmpdir(), 'howdah-archive-'))
  onTestFinished(() => rmSync(archive, { recursive: true, force: true }))
  for (const [file, text] of Object.entries(histories)) writeFileSync(join(archive, file), text)
  const { legs, missing } = await walWayOf(archive, [...wal, ...Object.keys(histories)], backup, [])
  return [...legs.map(leg => `${leg.timeline}: ${leg.first} to ${leg.last}`), ...missing]
}

const toTwo = { '00000002.history': '1\t0/4000158\tno recovery target specified\n' }

describe('the way of the WAL', () => {
  test.each<[string, readonly string[], Readonly<Record<string, string>>, readonly string[]]>([
    ['stays on one timeline', [name(2), name(3)], {}, ['1: 2 to 3']],
    [
      'goes over to the newest timeline',
      [name(2), name(3), name(4, 2), name(5, 2)],
      toTwo,
      ['1: 2 to 3', '2: 4 to 5'],
    ],
    [
      'lacks a file before the timeline changes',
      [name(2), name(4, 2)],
      toTwo,
      ['1: 2 to 2', `${name(3)} is missing.`],
    ],
    [
      'lacks the file in which the timeline begins',
      [name(2), name(3), name(5, 2)],
      toTwo,
      ['1: 2 to 3', `${name(4, 2)} is missing.`],
    ],
    [
      'leads past a timeline that began before the end of the backup',
      [name(2), name(3), name(2, 2)],
      { '00000002.history': '1\t0/2000100\tbefore\n' },
      ['1: 2 to 3'],
    ],
    [
      'lacks a history',
      [name(2), name(4, 2)],
      {},
      ['1: 2 to 2', '00000002.history is missing, so the WAL of timeline 2 leads nowhere.'],
    ],
    [
      'has a gap',
      [name(2), name(4)],
      {},
      ['1: 2 to 2', `${name(3)} is missing; WAL goes on at ${name(4)}.`],
    ],
    ['is not there', [], {}, [`${name(2)} is missing.`]],
    [
      'has a history of garbage',
      [name(2), name(4, 2)],
      { '00000002.history': '\0'.repeat(100) },
      ['1: 2 to 2'],
    ],
  ])('%s', async (_, wal, histories, wanted) => {
    expect(await way(wal, histories)).toEqual(wanted)
  })
})
