/** This build finishes the last build's open work, both builds on the same control database in turn. */
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { buildIn } from '#test/support/build'
import { expectEndedOnce, invalidIndexes, ownIndexes, timesRun } from '#test/support/kills'
import { needsLastBuild, unpackLastBuild } from '#test/support/last-build'
import { waitsForLock } from '#test/support/postgres'
import { startUpgrades, type UpgradeHouse } from '#test/support/upgrade'

const folder = unpackLastBuild()
const last = buildIn(folder ?? '', 'last-build')
const fresh = buildIn(`${import.meta.dirname}/../..`, 'this-build')
const upgrades = folder === undefined ? undefined : await startUpgrades()

beforeEach(({ skip }) => skip(!upgrades, needsLastBuild))

const openHouse = async (): Promise<UpgradeHouse> => {
  if (!upgrades) throw new Error(needsLastBuild)
  const house = await upgrades.openHouse()
  await house.putInPlace(last)
  return house
}

// On an expression: statistics are collected behind the build, so that a run has two steps.
const wish = ['index', 'create', 'users', 'columns=lower(email)']
const statement = 'CREATE INDEX CONCURRENTLY users_lower_idx'

const approved = async (house: UpgradeHouse): Promise<string> => {
  const plan = await house.plan(last, ...wish)
  await house.said(last, 'adam', 'plan', 'approve', plan)
  return plan
}

const upgrade = async (house: UpgradeHouse): Promise<void> => {
  await house.putInPlace(fresh)
  await house.startEngine(fresh)
}

const kindsOf = async (house: UpgradeHouse, plan: string): Promise<readonly string[]> =>
  (await house.journal(plan)).map(({ kind }) => kind)

/** A single outcome, index and statement; and a record that holds. */
const expectBuiltOnce = async (house: UpgradeHouse, plan: string): Promise<void> => {
  expect(await house.ended(plan)).toBe('succeeded')
  await expectEndedOnce(house.store, plan, 'succeeded')
  expect(timesRun(house, statement)).toBe(1)
  expect(await invalidIndexes(house)).toEqual([])
  expect(await ownIndexes(house)).toEqual(['users_id_idx', 'users_lower_idx'])
  expect(await house.store.query('select from howdah.claim')).toEqual([])
  await expectRecordHolds(house)
}

const expectRecordHolds = async (house: UpgradeHouse): Promise<void> => {
  // The last build signs nothing: whatever it wrote now would count as somebody else's.
  expect(await house.said(fresh, 'adam', 'audit', 'verify')).toContain('The record holds: ')
}

const expectTakenOver = async (house: UpgradeHouse, plan: string): Promise<void> => {
  const journal = await house.journal(plan)
  expect(journal.filter(({ kind }) => kind === 'took over')).toMatchObject([
    { detail: { from: last.name, by: fresh.name } },
  ])
}

describe('a run that the last build left open', () => {
  test.each([
    ['its intent was written', 'step 0 intent', ['looked', 'intent']],
    ['its statement had run and nobody had looked after it', 'step 0 acted', ['looked', 'intent']],
    ['its first step was journaled', 'step 0 done', ['looked', 'intent', 'done']],
  ])('is finished once when it was killed after %s', async (_, point, kinds) => {
    const house = await openHouse()
    const plan = await approved(house)
    const engine = await house.startEngine(last, house.killedAt(point))
    expect(await engine.ended).toBe('SIGKILL')
    expect(await kindsOf(house, plan)).toEqual(kinds)
    expect(await house.outcome(plan)).toBeNull()
    await upgrade(house)
    await expectBuiltOnce(house, plan)
    await expectTakenOver(house, plan)
  })

  test('is finished once when it was killed while its statement ran', async () => {
    const house = await openHouse()
    const plan = await approved(house)
    const reader = await house.managed.connect(house.database)
    onTestFinished(() => reader.end())
    await reader.query('begin isolation level repeatable read')
    await reader.query('select from users')
    const engine = await house.startEngine(last)
    const building = () =>
      house.managed.query(
        house.database,
        `select from pg_stat_activity where wait_event_type = 'Lock' and query like $1 || '%'`,
        [statement],
      )
    await expect.poll(building, { timeout: 110_000 }).toHaveLength(1)
    engine.process.kill('SIGKILL')
    await engine.ended
    await upgrade(house)
    await expect.poll(() => kindsOf(house, plan), { timeout: 110_000 }).toContain('adopted')
    await reader.query('commit')
    await expectBuiltOnce(house, plan)
    await expectTakenOver(house, plan)
  })
})

describe('a plan of the last build', () => {
  const unsigned = 'was made before Howdah signed what it stores, or not by Howdah.'

  test('that waits for approval has to be planned again here, and can be withdrawn', async () => {
    const house = await openHouse()
    const plan = await house.plan(last, ...wish)
    await upgrade(house)
    const refused = await fresh.cli('adam', house.env, 'plan', 'approve', plan)
    expect(refused.err).toContain(`${plan} ${unsigned}`)
    expect(await house.said(fresh, 'olga', 'plan', 'show', plan)).toContain('Not signed')
    await house.said(fresh, 'olga', 'run', 'cancel', plan)
    expect(await house.outcome(plan)).toBe('cancelled')
    const again = await house.plan(fresh, ...wish)
    await house.said(fresh, 'adam', 'plan', 'approve', again)
    await expectBuiltOnce(house, again)
  })

  test('that was approved and had not begun ends without a run, and says why', async () => {
    const house = await openHouse()
    const plan = await house.plan(last, ...wish)
    const env = { ...house.env, ...house.killedAt('decided') }
    expect(await last.cli('adam', env, 'plan', 'approve', plan)).toMatchObject({ exit: null })
    expect(await kindsOf(house, plan)).toEqual([])
    await upgrade(house)
    expect(await house.ended(plan)).toBe('outdated')
    expect(timesRun(house, statement)).toBe(0)
    expect(await house.said(fresh, 'olga', 'plan', 'show', plan)).toContain(
      'It was approved before Howdah signed what it stores. Nothing was done. Plan it again.',
    )
    await expectRecordHolds(house)
  })

  test('that has one of two approvals takes no second one here', async () => {
    const house = await openHouse()
    const plan = await house.plan(last, 'index', 'reindex', 'users_id_idx')
    await house.said(last, 'adam', 'plan', 'approve', plan)
    await upgrade(house)
    const second = await fresh.cli('dana', house.env, 'plan', 'approve', plan)
    expect(second.err).toContain(unsigned)
    expect(timesRun(house, 'REINDEX INDEX CONCURRENTLY public.users_id_idx')).toBe(0)
    await expectRecordHolds(house)
  })
})

/** Pid of a session of role app whose statement lasts until the test is over. */
const waitingSession = async ({ managed, database }: UpgradeHouse): Promise<string> => {
  await managed.run('postgres', `alter role app login password 'app'`)
  const [holder, waiter] = await Promise.all([
    managed.connect(database),
    managed.connect(database, 'app', 'app'),
  ])
  const lock = 'select pg_advisory_lock(1)'
  await holder.query(lock)
  const { rows } = await waiter.query<{ pid: number }>('select pg_backend_pid() as pid')
  const pid = rows[0]?.pid ?? 0
  const served = waiter.query(lock)
  onTestFinished(async () => {
    await holder.end()
    await served
    await waiter.end()
  })
  await waitsForLock(managed, pid)
  return String(pid)
}

describe('a wish', () => {
  test('sends the same in both builds, and is stored in the format of each', async () => {
    const house = await openHouse()
    const pid = await waitingSession(house)
    const wishes = [
      wish,
      ['index', 'create', 'users', 'columns=email,id desc', 'unique=yes', 'where=id > 5'],
      ['index', 'drop', 'users_id_idx'],
      ['index', 'reindex', 'users_id_idx'],
      ['session', 'cancel', pid],
      ['session', 'terminate', pid],
    ]
    const plans = (build: typeof last) =>
      Promise.all(wishes.map(async words => house.stored(await house.plan(build, ...words))))
    const before = await plans(last)
    await house.putInPlace(fresh)
    const after = await plans(fresh)
    // A session's times are numbers now: such a plan of the last build is out of date when approved.
    const sent = (all: typeof before) => all.slice(0, 4).map(({ sends }) => sends)
    expect(sent(after)).toEqual(sent(before))
    expect([before, after].map(all => new Set(all.map(({ format }) => format)))).toEqual([
      new Set([2]),
      new Set([3]),
    ])
    await expectRecordHolds(house)
  })
})
