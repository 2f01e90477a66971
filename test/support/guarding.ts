/** A house with a cluster behind a proxy, and guarded changes that any process may take back. */
import { afterAll, afterEach, beforeEach, expect } from 'vitest'
import { propose } from '#engine/plan/propose'
import { openSweeper } from '#engine/run/sweep'
import type { Change } from '#model/change'
import { isRefusal } from '#model/refusal'
import { openProxy } from '#test/support/hostile'
import { type HowdahOptions, startHowdah } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'
import { testServer } from '#test/support/postgres'
import { profile } from '#test/support/profile'
import { allowTuning, sortingTraffic, tuneMemory } from '#test/support/tuning'

/** What hurts the traffic, under a guard that outlasts each test. */
export const harmful = { value: '64kB', minutes: '5' } as const

const patient = { timeout: 110_000 }

export const startGuarding = async (options: HowdahOptions = {}) => {
  const managed =
    options.managed ?? (await testServer({ log_statement: 'all', ...profile.settings }))
  const proxy = await openProxy(managed.port)
  afterAll(() => proxy.close())
  const howdah = await startHowdah({
    engine: { tokenSeconds: 10, sweepSeconds: 0.3 },
    ...options,
    managed,
    cluster: {
      nodes: [{ name: 'shop-1', url: `postgres://127.0.0.1:${proxy.port}` }],
      ...options.cluster,
    },
  })
  const { database } = howdah
  await allowTuning(managed, database)
  /** Milliseconds that the clock of the guard is ahead of the machine's. */
  const clock = { ahead: 0 }
  const house = openInProcess(howdah, {
    playbooks: [tuneMemory],
    now: async () => new Date(Date.now() + clock.ahead),
  })
  const { parts, engine } = house
  const started: { stop(seconds: number): Promise<void> }[] = []
  const traffics: { stop(): Promise<void> }[] = []

  /** Ends all work of the test. */
  const rest = async () => {
    for (const one of traffics.splice(0)) await one.stop()
    for (const one of started.splice(0)) await one.stop(5)
    clock.ahead = 0
    proxy.leadTo(managed.port)
  }
  afterEach(rest)
  beforeEach(() => managed.run('postgres', 'alter system reset all', 'select pg_reload_conf()'))

  const seen = async (id: string): Promise<Change> => {
    const change = await engine.findChange(id)
    if (!change) throw new Error(`no plan ${id}`)
    return change
  }
  const until = async (id: string, fits: (change: Change) => boolean): Promise<Change> => {
    await expect.poll(async () => fits(await seen(id)), patient).toBe(true)
    return seen(id)
  }

  return {
    howdah,
    managed,
    proxy,
    clock,
    house,
    parts,
    engine,
    seen,
    until,
    /** Plans, approves and drives the change; gives the id of the plan. */
    changed: async (input: Readonly<Record<string, string>>): Promise<string> => {
      const made = await propose(parts, {
        wanted: { cluster: 'shop', database, playbook: 'memory.tune', input, undoes: null },
        person: person('olga'),
        via: 'slack',
        reason: null,
        ticket: null,
        change: null,
      })
      if (isRefusal(made)) throw new Error(made.because)
      await house.drive(await house.approve(made.id))
      return made.id
    },
    /** A further process that looks at guarded changes. */
    watch: () => void started.push(openSweeper(parts)),
    sorts: async () => void traffics.push(await sortingTraffic(managed, database)),
    becomes: async (id: string, state: string): Promise<Change> => {
      const change = await until(id, ({ guard }) => guard?.state !== 'open')
      expect(change.guard?.state).toBe(state)
      return change
    },
    reverted: (id: string) => until(id, ({ outcome }) => outcome === 'reverted'),
    setting: async (name = 'work_mem') =>
      (
        await managed.query<{ value: string }>(database, 'select current_setting($1) as value', [
          name,
        ])
      )[0]?.value,
    /** Readings of a guard that were kept after `at`. */
    readingsSince: async (id: string, at: Date) =>
      (
        await howdah.store.query(
          `select from howdah.reading where plan_id = $1 and moment = 'since' and at > $2`,
          [id, at],
        )
      ).length,
  }
}
