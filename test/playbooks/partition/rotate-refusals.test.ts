import { describe, expect, test } from 'vitest'
import type { Rotation } from '#cluster/facts/partition/rotation'
import { type Refusal, refusal } from '#model/refusal'
import { partitionRotate } from '#playbooks/partition/rotate'
import { part, setHead } from '#test/support/facts/partition-set'
import { newPart, rotation } from '#test/support/facts/rotation'

const asked = { table: 'events', ahead: 4, hold: '7 days' }
const refuse = (more: Partial<Rotation>, input: typeof asked & { every?: string } = asked) =>
  partitionRotate.refuse(input, rotation(more))

describe('partition.rotate', () => {
  test.each<[string, Partial<Rotation>, Refusal]>([
    [
      'that is itself a partition',
      { set: setHead({ partOf: 'public.all' }) },
      refusal(
        'public.events is itself a partition of public.all.',
        'Rotate a table that is not itself a partition; lower levels are left to whoever made them.',
      ),
    ],
    [
      'of text',
      { set: setHead({ kind: null, column: 'name', type: 'text' }) },
      refusal(
        'public.events is partitioned by name, of type text, whose ranges Howdah cannot continue.',
        'It continues ranges of date, timestamp, integer and UUIDv7 columns. Make its partitions by hand.',
      ),
    ],
    [
      'with partitions of more levels',
      { parts: [part('2026-12', { kind: 'partitioned table' })] },
      refusal(
        'public.events_2026_12, a partition of public.events, is a partitioned table.',
        'Tables with partitions of more than one level, or elsewhere, are left to whoever made them.',
      ),
    ],
    [
      'that pg_partman keeps',
      { partman: { config: 'partman.part_config', keeps: true } },
      refusal(
        'pg_partman keeps public.events (partman.part_config), so Howdah leaves it alone.',
        'Let pg_partman go on, or take its row out of partman.part_config and ask again.',
      ),
    ],
    [
      'without a step',
      { set: setHead({ step: null }), step: null },
      refusal(
        'The newest partitions of public.events differ in length.',
        'Give the step: `every="1 month"`.',
      ),
    ],
    [
      'that another role owns',
      { maySetRole: false },
      refusal(
        'howdah may not act as app, who owns public.events.',
        'Ask an administrator to run: `GRANT app TO howdah`.',
      ),
    ],
    [
      'whose newest partition another role owns',
      { parts: [part('2026-12', { owner: 'other' })] },
      refusal(
        'public.events_2026_12 belongs to other, and public.events to app.',
        'Let one role own both: `ALTER TABLE public.events_2026_12 OWNER TO app`.',
      ),
    ],
    [
      'whose next name is taken',
      { missing: [newPart('2027-01', '2027-02', { taken: true })] },
      refusal(
        'Something else is called public.events_2027_01, and is no partition of public.events.',
        'Rename it or attach it, then ask again.',
      ),
    ],
    [
      'whose next name is too long',
      { missing: [newPart('2027-01', '2027-02', { name: 'x'.repeat(64) })] },
      refusal(
        `The name ${'x'.repeat(64)} would be longer than the 63 bytes that PostgreSQL keeps.`,
        'Make the next partition by hand with a shorter name; later ones follow its pattern.',
      ),
    ],
    [
      'that has all',
      { missing: [] },
      refusal(
        'Nothing is due: public.events has its 4 partitions ahead until 2027-01-01.',
        'See `partition show public.events`.',
        'partition show public.events',
      ),
    ],
    [
      'whose last partition has no end',
      { missing: [], parts: [part('2026-12', { hi: null, hiText: null }), part('2026-11')] },
      refusal(
        'public.events_2026_12 has no upper bound, so that no partition can follow it.',
        'Detach it, or give it an upper bound, by hand.',
      ),
    ],
  ])('refuses a table %s', (_, more, refused) => {
    expect(refuse(more)).toEqual(refused)
  })

  test('refuses a step that the partitions tell already, and a step that none is', () => {
    expect(refuse({}, { ...asked, every: 'daily' })).toEqual(
      refusal(
        'public.events has partitions already, monthly: its step is read from them.',
        'Leave out `every`. Howdah does not change the step of a table.',
      ),
    )
    const set = setHead({ step: null })
    expect(refuse({ set, step: null }, { ...asked, every: 'soon' })).toEqual(
      refusal('“soon” is no step of day.', 'Give a length: `every="1 month"`, `every=daily`.'),
    )
  })
})
