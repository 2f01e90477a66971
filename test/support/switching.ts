/**
 * A house with engines as separate processes, builds to hold up, and a playbook that claims the cluster.
 */
import { expect, onTestFinished } from 'vitest'
import { propose } from '#engine/plan/propose'
import type { Change } from '#model/change'
import { isRefusal } from '#model/refusal'
import { drawChange } from '#slack/draw/plan/change-message'
import { threadLines } from '#slack/draw/plan/thread-lines'
import { countRows } from '#test/support/batches/counting'
import { chained } from '#test/support/chained'
import { openEngines } from '#test/support/engines'
import { startHowdah } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'
import { invalidIndexes } from '#test/support/kills'
import { tellOnFailure } from '#test/support/run/tell-on-failure'
import { switchCluster } from '#test/support/topology'
import { tuneMemory } from '#test/support/tuning'

export const saidIn = (change: Change): string =>
  [
    ...drawChange(change, new Map()).blocks.map(block => JSON.stringify(block)),
    ...threadLines(change).map(({ markdown }) => markdown),
  ].join('\n')

export const kindsOf = ({ journal }: Change): readonly string[] => journal.map(({ kind }) => kind)

/** Finds the time of the newest entry of that kind. */
export const at = ({ journal }: Change, kind: string): string =>
  journal.findLast(entry => entry.kind === kind)?.at ?? ''

export const startSwitching = async () => {
  const howdah = await startHowdah({
    tables: [
      'create table users (id int, email text)',
      'create table switched (name text)',
      'grant select on switched to howdah',
      'insert into users select i, i::text from generate_series(1, 1000) i',
    ],
    engine: { tokenSeconds: 10, sweepSeconds: 0.3 },
  })
  tellOnFailure(howdah)
  await howdah.managed.run('postgres', `alter role app login password 'app'`)
  const house = openInProcess(howdah, {
    playbooks: [countRows, switchCluster, tuneMemory, chained],
  })
  const { oneEnds, thawEngines, twoEngines } = openEngines(howdah)
  /** Expects the end of all work: no half-built index, and no holder or waiter of any claim. */
  const expectNothingLeft = async (): Promise<void> => {
    expect(await invalidIndexes(howdah)).toEqual([])
    expect(await howdah.store.query('select from howdah.claim')).toEqual([])
  }

  let made = 0

  const build = async (): Promise<{ id: string; statement: string }> => {
    made += 1
    const name = `users_${made}_idx`
    const reply = await house.say(`index create users columns=id where=id>${made} name=${name}`)
    if (reply.kind !== 'proposed') throw new Error(JSON.stringify(reply))
    return { id: reply.change.plan.id, statement: `CREATE INDEX CONCURRENTLY ${name}` }
  }

  const switching = async (): Promise<string> => {
    made += 1
    const plan = await propose(house.parts, {
      wanted: {
        cluster: 'shop',
        database: howdah.database,
        playbook: 'cluster.switch',
        input: { name: `switch ${made}` },
        undoes: null,
      },
      person: person('olga'),
      via: 'slack',
      reason: null,
      ticket: null,
      change: null,
    })
    if (isRefusal(plan)) throw new Error(plan.because)
    return plan.id
  }

  const read = async (plan: string): Promise<Change> => {
    const change = await house.engine.findChange(plan)
    if (!change) throw new Error(`${plan} is gone`)
    return change
  }

  const when = async (plan: string, fits: (change: Change) => boolean): Promise<Change> => {
    await expect.poll(async () => fits(await read(plan)), { timeout: 240_000 }).toBe(true)
    return read(plan)
  }

  const outcome = (plan: string): Promise<string | null> =>
    when(plan, one => one.outcome !== null).then(one => one.outcome)

  const session = async (...statements: readonly string[]) => {
    const client = await howdah.managed.connect(howdah.database, 'app', 'app')
    onTestFinished(() => client.end().catch(() => {}))
    for (const statement of statements) await client.query(statement)
    return client
  }

  /** Opens an old snapshot: a build has to wait for the snapshot, the drop of a leftover has not. */
  const reader = () => session('begin isolation level repeatable read', 'select 1')
  /** Opens a transaction that has written: a build and the drop of a leftover wait for the transaction. */
  const writer = () => session('begin', 'insert into users values (0)')
  /** Locks the table of the switch, so that no switch happens meanwhile. */
  const gate = () => session('begin', 'lock switched in share mode')

  /** Makes an approved build that is held up. */
  const heldUp = async () => {
    const one = await build()
    await house.approve(one.id)
    await when(one.id, ({ run }) => (run?.progress?.blocker ?? null) !== null)
    return one
  }

  const preempted = async (...points: readonly string[]) => {
    const held = await heldUp()
    const [point] = points
    if (point !== undefined) howdah.failAt(point)
    const change = await switching()
    await house.approve(change)
    return { held, change }
  }

  return {
    howdah,
    house,
    oneEnds,
    thawEngines,
    twoEngines,
    build,
    switching,
    read,
    when,
    outcome,
    reader,
    writer,
    gate,
    preempted,
    expectNothingLeft,
    /** Reads the number of the newest plan. */
    newest: () => made,
  }
}
