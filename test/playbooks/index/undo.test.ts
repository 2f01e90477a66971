import { describe, expect, test } from 'vitest'
import type { DroppedIndex, UndoFacts } from '#cluster/facts/index/undo'
import type { Effect } from '#model/effect'
import type { Step } from '#model/plan'
import { isRefusal, refusal } from '#model/refusal'
import { undoingOf } from '#playbooks/index/undo'
import { GB, MB, undoFacts, walFacts } from '#test/support/facts/index'
import { amongOthers, type Reason, valueOf } from '#test/support/facts/planned'
import { step } from '#test/support/written'

const object = 'public.users_email_idx'
const stepThat = (change: Effect['change'], bytes: number | null = 8 * MB): Step => {
  const usual = step('undo')
  return {
    ...usual,
    action: { ...usual.action, role: 'app', deadlineSeconds: 43_200 },
    effects: [{ change, kind: 'index', object, bytes, lock: null }],
  }
}
/** The undo of a drop builds, the undo of a build drops. */
const [builds, drops] = [stepThat('create'), stepThat('drop')]

const undone = (undo: Step, more: Partial<UndoFacts> = {}) =>
  undoingOf(undo, 'public.users', undoFacts(more))
const undoing = (undo: Step, more: Partial<UndoFacts> = {}) => {
  const made = undone(undo, more)
  if (isRefusal(made)) throw new Error(`refused: ${made.because}`)
  return made
}

const dropped: DroppedIndex = {
  definition: 'CREATE INDEX users_email_idx ON public.users USING btree (email)',
  unique: false,
  replicaIdentity: false,
  asBuilt: true,
}

/** Worst first. */
const reasons: readonly Reason<Partial<UndoFacts>>[] = [
  [
    'a cluster that is observed only',
    { actor: null },
    refusal(
      'This cluster is observed only: the inventory has no acting credential for it.',
      'Add `credentials.ddl` to the inventory, or run the SQL yourself.',
    ),
  ],
  [
    'a table that is gone',
    { tableThere: false },
    refusal('public.users is gone.', 'There is nothing to put back.'),
  ],
  [
    'an owner that the acting login may not act as',
    { maySetRole: false },
    refusal(
      'howdah may not act as app, who owns public.users.',
      'Let somebody who may run: `GRANT app TO howdah WITH INHERIT FALSE, SET TRUE`.',
    ),
  ],
  [
    'a schema where the owner may not create',
    { createGrant: 'GRANT CREATE ON SCHEMA public TO app' },
    refusal(
      'app may not create anything in schema public.',
      'Let the owner of the schema run: `GRANT CREATE ON SCHEMA public TO app`.',
    ),
  ],
  [
    'a table that somebody works on',
    { work: 'pid 7 (psql, active for 3 s)' },
    refusal(
      'pid 7 (psql, active for 3 s) builds or drops an index of public.users right now, and a second one may end the first by a deadlock.',
      'Wait until that has ended, then ask again.',
      'lock tree',
    ),
  ],
  [
    'another index of that name',
    { dropped: { ...dropped, asBuilt: false, replicaIdentity: true } },
    refusal(
      'Another index has that name by now: CREATE INDEX users_email_idx ON public.users USING btree (email).',
      'Leave it, or ask for its own `index drop`.',
    ),
  ],
  [
    'an index that is the replica identity by now',
    { dropped: { ...dropped, replicaIdentity: true } },
    refusal(
      'public.users_email_idx is the replica identity of public.users by now: logical replication would stop.',
      'Give the table another replica identity first.',
    ),
  ],
  [
    'a disk that may fill up',
    { freeBytes: 16 * MB - 1, tablespace: 'fast' },
    refusal(
      'The build may need about 16 MB, and n1 (tablespace fast) has 16 MB free.',
      'Free some disk first.',
    ),
  ],
]

describe('undoingOf', () => {
  test('refuses a disk that may fill up, and a table that is gone', () => {
    expect(undone(builds, { freeBytes: 16 * MB })).toMatchObject({ notes: [] })
    expect(undone(builds, { freeBytes: 16 * MB - 1 })).toMatchObject({
      because: 'The build may need about 16 MB, and n1 has 16 MB free.',
    })
    expect(undone(builds, { tableThere: false })).toMatchObject({
      because: 'public.users is gone.',
    })
  })

  test.each(reasons)('refuses %s', (_, more, refused) => {
    expect(undone(builds, more)).toEqual(refused)
  })

  test.each(amongOthers(reasons, (more, less) => ({ ...less, ...more })))(
    'names first, of several reasons, %s',
    (_, more, refused) => {
      expect(undone(builds, more)).toEqual(refused)
    },
  )

  test('needs no room to drop, nor where it does not know how much', () => {
    for (const undo of [drops, stepThat('create', null)])
      expect(isRefusal(undone(undo, { freeBytes: 0 }))).toBe(false)
  })

  test.each<[string, Partial<UndoFacts>, string, string]>([
    [
      'with its WAL',
      { freeBytes: 24 * MB - 1, wal: walFacts({ disk: { freeBytes: 0, shared: true } }) },
      'The build may need about 24 MB, 8.0 MB of it for WAL, and n1 has 24 MB free.',
      'Free some disk first.',
    ],
    [
      'of pg_wal',
      { wal: walFacts({ disk: { freeBytes: MB, shared: false } }) },
      'The build may need about 8.0 MB for WAL, and where pg_wal lies on n1 1.0 MB are free. A full pg_wal stops the server.',
      'Free some disk first.',
    ],
    [
      'of pg_wal, where WAL is kept',
      { wal: walFacts({ keptBy: 'slot s', disk: { freeBytes: MB, shared: false } }) },
      'The build may need about 8.0 MB for WAL, and where pg_wal lies on n1 1.0 MB are free. A full pg_wal stops the server.',
      'Mend slot s, or free some disk first.',
    ],
  ])('refuses a disk that may fill up %s', (_, more, because, instead) => {
    expect(undone(builds, more)).toEqual(refusal(because, instead))
  })

  const locks = {
    label: 'Locks',
    value:
      'reads and writes on public.users continue; schema changes, VACUUM and ANALYZE wait; cancelled after 12 h',
  }
  const undo = { label: 'Undo', value: 'Drop what Build a made' }

  test('says exactly this of a build', () => {
    expect(undoing(builds)).toEqual({
      estimates: [
        locks,
        { label: 'Size', value: 'about 8.0 MB' },
        { label: 'Free disk', value: '40 GB on n1' },
        { label: 'WAL', value: 'about 8.0 MB' },
        undo,
      ],
      notes: [],
      after: [],
    })
  })

  test('says exactly this of a drop', () => {
    expect(undoing(drops, { dropped })).toEqual({
      estimates: [locks, { label: 'Frees', value: 'about 8.0 MB' }, undo],
      notes: [],
      after: [],
    })
  })

  test('leaves out what it does not know, and an undo that there is none of', () => {
    expect(undoing({ ...stepThat('create', null), undo: null }, { freeBytes: null })).toEqual({
      estimates: [locks, { label: 'Free disk', value: 'not visible from here' }],
      notes: [],
      after: [],
    })
  })

  test('says where the disk is, and who has to receive the WAL', () => {
    const made = undoing(builds, {
      tablespace: 'fast',
      freeBytes: 2 * GB,
      wal: walFacts({ replicas: true }),
    })
    expect(valueOf(made, 'Free disk')).toBe('2.0 GB on n1 (tablespace fast)')
    expect(valueOf(made, 'WAL')).toBe('about 8.0 MB, which replicas have to receive')
    expect(valueOf(undoing(builds, { wal: null }), 'WAL')).toBeUndefined()
  })

  const met = {
    waitsFor: ['pid 7 (psql, idle) to end its transaction'],
    wal: walFacts({ keptBy: 'the archive, which fails', replicas: true }),
  }

  test('notes of a build what keeps its WAL, and whom it waits for', () => {
    expect(undoing(builds, met).notes).toEqual([
      'All WAL of it stays on disk because of the archive, which fails. A full pg_wal stops the server.',
      'It waits for pid 7 (psql, idle) to end its transaction.',
    ])
  })

  test('notes of a drop whom it waits for, what goes with it, and what its end does on replicas', () => {
    expect(undoing(drops, { ...met, dropped: { ...dropped, unique: true } }).notes).toEqual([
      'It waits for pid 7 (psql, idle) to end its transaction.',
      'It is unique: without it duplicates are possible.',
      'An INSERT … ON CONFLICT that goes by it fails without it.',
      'When it ends, queries on public.users that run on replicas may be cancelled, or hold replay up for as long as max_standby_streaming_delay.',
    ])
  })

  test('collects statistics behind the build of an expression, and goes on without them', () => {
    expect(undoing(builds, { hasExpression: true }).after).toEqual([
      {
        title: 'Collect statistics for public.users_email_idx',
        action: {
          ...builds.action,
          statement: 'ANALYZE public.users',
          state: null,
          repair: null,
          again: true,
          locking: 'short',
          deadlineSeconds: 3_600,
        },
        effects: [],
        onFailure: 'finish',
        undo: null,
      },
    ])
  })
})
