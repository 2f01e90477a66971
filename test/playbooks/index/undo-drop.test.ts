import { describe, expect, test } from 'vitest'
import type { BuildAgain } from '#cluster/facts/index/undo'
import { isRefusal, refusal } from '#model/refusal'
import type { IndexStep } from '#playbooks/index/actions'
import { buildingAgain } from '#playbooks/index/undo-drop'
import { buildAgain, GB, limitFacts, MB, walFacts } from '#test/support/facts/index'
import { amongOthers, type Reason, valueOf } from '#test/support/facts/planned'
import { step } from '#test/support/written'

const object = 'public.users_email_idx'
const stepThat = (bytes: number | null = 8 * MB): IndexStep => {
  const usual = step('undo')
  return {
    ...usual,
    action: { ...usual.action, role: 'app', deadlineSeconds: 43_200 },
    effects: [{ change: 'create', kind: 'index', object, bytes, lock: null }],
  }
}
const builds = stepThat()

const undone = (undo: IndexStep, more: Partial<BuildAgain> = {}) =>
  buildingAgain(undo, 'public.users', buildAgain(more))
const undoing = (undo: IndexStep, more: Partial<BuildAgain> = {}) => {
  const made = undone(undo, more)
  if (isRefusal(made)) throw new Error(`refused: ${made.because}`)
  return made
}

/** Worst first. */
const reasons: readonly Reason<Partial<BuildAgain>>[] = [
  [
    'a cluster that is observed only',
    { actor: null },
    refusal(
      'This cluster has no login for ddl: the inventory has no `credentials.ddl`.',
      'Add `credentials.ddl`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
    ),
  ],
  [
    'a table that is gone',
    { owner: null },
    refusal('public.users is gone.', 'There is nothing to build it on.'),
  ],
  [
    'a table that has another owner by now',
    { owner: 'sales' },
    refusal(
      'public.users belongs to sales by now, and the undo would act as app.',
      'Plan the opposite change: that is made for the present owner.',
    ),
  ],
  [
    'an owner that the acting login may not act as',
    { maySetRole: false },
    refusal(
      'howdah may not act as app, who owns public.users.',
      'Ask an administrator to run: `GRANT app TO howdah WITH INHERIT FALSE, SET TRUE`.',
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
    'a definition that PostgreSQL does not take any more',
    {
      objection: {
        kind: 'objection',
        code: '42703',
        message: 'column "email" does not exist',
        hint: null,
        raised: false,
      },
    },
    refusal('PostgreSQL says: column "email" does not exist.', 'Fix that and try the undo again.'),
  ],
  [
    'a name that a table has by now',
    { nameTaken: true },
    refusal(
      'Something else is called public.users_email_idx by now.',
      'Rename it, then undo again.',
    ),
  ],
  [
    'a disk that may fill up',
    { freeBytes: 8 * MB - 1, tablespace: 'fast' },
    refusal(
      'The build may need about 8.0 MB, and n1 (tablespace fast) has 8.0 MB free.',
      'Free some disk first.',
    ),
  ],
]

describe('the undo of index.drop', () => {
  test('refuses a disk that may fill up', () => {
    expect(undone(builds, { freeBytes: 8 * MB })).toMatchObject({ notes: [] })
    expect(undone(builds, { freeBytes: 8 * MB - 1 })).toMatchObject({
      because: 'The build may need about 8.0 MB, and n1 has 8.0 MB free.',
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

  test('does not ask for room where it does not know how much', () => {
    expect(isRefusal(undone(stepThat(null), { freeBytes: 0 }))).toBe(false)
  })

  test.each<[string, Partial<BuildAgain>, string, string]>([
    [
      'with its WAL',
      { freeBytes: 16 * MB - 1, wal: walFacts({ disk: { freeBytes: 0, shared: true } }) },
      'The build may need about 16 MB, 8.0 MB of it for WAL, and n1 has 16 MB free.',
      'Free some disk first.',
    ],
    [
      'of temporary files',
      { limits: limitFacts({ sortBytes: MB, temporaryBytes: 2 * MB }) },
      'The build may sort about 8.0 MB in temporary files, and temp_file_limit of howdah is 2.0 MB.',
      'Raise temp_file_limit of howdah, or its maintenance_work_mem to more than 8.0 MB.',
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
      'Fix slot s, or free some disk first.',
    ],
  ])('refuses a disk that may fill up %s', (_, more, because, instead) => {
    expect(undone(builds, more)).toMatchObject(refusal(because, instead))
  })

  const locks = {
    label: 'Locks',
    value:
      'reads and writes on public.users continue; schema changes, VACUUM and ANALYZE wait; the statement as a whole times out after 12 h',
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

  test('writes as much WAL as a build with that method', () => {
    expect(valueOf(undoing(builds, { method: 'hash' }), 'WAL')).toBe('about 14 MB')
  })

  test('says that another index serves the same', () => {
    expect(undoing(builds, { same: { quoted: 'public.users_again' } }).notes).toEqual([
      'The table has the same index already: public.users_again.',
    ])
  })

  test('leaves out what it does not know, and an undo that there is none of', () => {
    expect(undoing({ ...stepThat(null), undo: null }, { freeBytes: null })).toEqual({
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
