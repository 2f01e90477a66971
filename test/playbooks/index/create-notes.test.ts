/** The notes of a build's plan, for an approver. */
import { describe, expect, test } from 'vitest'
import { createPlanOf as planOf, served } from '#test/support/facts/create-plan'
import { triedIndex, untriedIndex, walFacts } from '#test/support/facts/index'

describe('index.create', () => {
  test('notes what an approver could not guess, in this order', () => {
    const waits = 'pid 7 (psql, idle) to end its transaction'
    const tried = triedIndex({ wal: walFacts({ keptBy: 'the archive, which fails' }) })
    expect(planOf({ unique: true }, { waitsFor: [waits] }, tried).notes).toEqual([
      'All WAL of it stays on disk because of the archive, which fails. A full pg_wal stops the server.',
      'The build waits for pid 7 (psql, idle) to end its transaction.',
      'If there are duplicates, the build fails and leaves nothing behind.',
      'From the start of the build the application can no longer write duplicates, even if the build then fails.',
      'No statement of the application that it could serve was seen, so its effect cannot be measured.',
    ])
  })

  test('notes why statements were not seen, and whose calls are counted along', () => {
    const unseen = 'pg_stat_statements is not in database shop'
    expect(planOf({}, { unseen }).notes).toEqual([
      'pg_stat_statements is not in database shop, so its effect cannot be measured.',
    ])
    const mingled = ['a.users', 'b.users', 'c.users', 'd.users']
    expect(planOf({}, { ...served, mingled }).notes).toEqual([
      'PostgreSQL counts the same statement on a.users, b.users, c.users and 1 more along with it, so the measured effect may be of those calls too.',
    ])
  })

  test('notes each function of the database, which only the build runs', () => {
    const unrun = [
      { name: 'public.rated', resolved: false },
      { name: 'app."Rated"', resolved: true },
    ]
    expect(planOf({}, served, triedIndex({ unrun })).notes).toEqual([
      'Nothing ran `public.rated` yet: if it fails on a row, the build fails. From 17 on a build has an empty search_path: let the function name the schema of what it uses, or give it its own with `ALTER FUNCTION … SET search_path`.',
      'Nothing ran `app."Rated"` yet: if it fails on a row, the build fails.',
    ])
  })

  test('notes values that may not fit into a B-tree, and into nothing else', () => {
    const long = { ...served, longColumns: ['email'] }
    expect(planOf({}, long).notes).toEqual([
      'The table has values of over 2 kB. If one is in `email` and takes more than 2.6 kB in the index, the build fails, and later such rows are rejected. `method=hash`, or `columns=md5(…)` for text, takes any length, but serves equality only.',
    ])
    expect(planOf({ method: 'hash' }, long).notes).toEqual([])
  })

  test('notes that nothing could be tried, and which right that needs', () => {
    const because = 'permission denied to create temporary tables in database "shop"'
    const way = 'The observing login needs TEMPORARY on shop.'
    expect(planOf({}, served, untriedIndex({ because, way })).notes).toEqual([
      `The definition could not be tested first: ${because}. ${way}`,
    ])
  })
})
