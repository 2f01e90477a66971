/** Checks that a server that has started lets the observing login in, and is out of recovery. */
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, extended, hangUp, type Where } from '#cluster/clients/postgres/connection'
import { Failure } from '#src/errors'

const [patienceMs, pollMs] = [30_000, 500]

export const checkUp = async (where: Where): Promise<void> => {
  for (const until = performance.now() + patienceMs; ; await sleep(pollMs)) {
    const wrong = await wrongWith(where)
    if (wrong === undefined) return
    if (performance.now() > until)
      throw new Failure(
        'restore.not-up',
        `The server has started, and does not work: ${wrong}`,
        'Look at its log.',
      )
  }
}

const wrongWith = async (where: Where): Promise<string | undefined> => {
  try {
    const client = await connect(where)
    try {
      const { rows } = await client.query<{ recovering: boolean }>(
        extended('select pg_is_in_recovery() as recovering', [], 10_000),
      )
      return rows[0]?.recovering === false ? undefined : 'It is still in recovery.'
    } finally {
      await hangUp(client, false)
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
