/** Engines on an inventory with different windows, under a clock that a test moves. */
import { expect, onTestFinished } from 'vitest'
import { propose } from '#engine/plan/propose'
import type { Change } from '#model/change'
import { isRefusal } from '#model/refusal'
import { countRows } from '#test/support/batches/counting'
import type { Howdah } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'
import { switchCluster } from '#test/support/topology'
import { vacuumTables } from '#test/support/windows/vacuuming'
import { withCluster } from '#test/support/windows/with-windows'

type House = ReturnType<typeof openInProcess>

/** An approved-to-be plan of a playbook, by olga. */
export const planIn = async (
  { parts }: Pick<House, 'parts'>,
  howdah: Howdah,
  playbook: string,
  input: Readonly<Record<string, unknown>>,
): Promise<string> => {
  const made = await propose(parts, {
    wanted: { cluster: 'shop', database: howdah.database, playbook, input, undoes: null },
    person: person('olga'),
    via: 'slack',
    reason: null,
    ticket: null,
    change: null,
  })
  if (isRefusal(made)) throw new Error(`${made.because} ${made.instead}`)
  return made.id
}

/** Resolves once a session of Howdah is in the statement. */
export const acting = async (
  { managed, database }: Howdah,
  statement: string,
  sessions = 1,
): Promise<void> => {
  await expect
    .poll(
      () =>
        managed.query(
          database,
          `select from pg_stat_activity where state = 'active' and starts_with(query, $1)
             and starts_with(application_name, 'howdah ')`,
          [statement],
        ),
      { timeout: 110_000 },
    )
    .toHaveLength(sessions)
}

/** A transaction in the way, gone by the answer: a concurrent rebuild waits for a snapshot, VACUUM for a lock. */
export const inTheWay = async (
  { managed, database }: Howdah,
  statement: string,
): Promise<() => Promise<void>> => {
  const client = await managed.connect(database, 'app', 'app')
  onTestFinished(() => client.end().catch(() => {}))
  await client.query('begin isolation level repeatable read')
  await client.query(statement)
  return async () => void (await client.query('commit'))
}

export const startClocked = (howdah: Howdah, begin: Date) => {
  let now = begin
  let opened = 0
  let looks = 0
  const look = (): Date => {
    looks += 1
    return now
  }

  const houseAt = (cluster: Readonly<Record<string, unknown>>, time: () => Date): House => {
    opened += 1
    return openInProcess(
      { ...howdah, env: withCluster(howdah, cluster) },
      {
        holder: `house-${opened}`,
        playbooks: [vacuumTables, countRows, switchCluster],
        now: async () => time(),
      },
    )
  }

  const plan = async (
    at: House,
    playbook: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<string> => {
    const id = await planIn(at, howdah, playbook, input)
    // Plans expire by the clock of the control database, not by a test's clock.
    await howdah.control.query(
      'howdah',
      `update howdah.plan set expires_at = clock_timestamp() + interval '1 h' where id = $1`,
      [id],
    )
    return id
  }

  const read = async ({ engine }: House, id: string): Promise<Change> => {
    const change = await engine.findChange(id)
    if (!change) throw new Error(`${id} is gone`)
    return change
  }

  return {
    /** An engine with these values of cluster `shop`. */
    house: (cluster: Readonly<Record<string, unknown>>) => houseAt(cluster, look),
    houseAt,
    plan,
    read,
    set: (at: Date) => {
      now = at
      looks = 0
    },
    /** How often engines have asked for the time since the last change. */
    looks: () => looks,
    acting: (statement: string) => acting(howdah, statement),
    inTheWay: (statement: string) => inTheWay(howdah, statement),
  }
}
