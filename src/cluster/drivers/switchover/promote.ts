/** Makes a replica the primary. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { FencedSession } from '#cluster/drivers/session/session'
import { switchoverSql } from '#model/actions/replication/statements'
import { Failure } from '#src/errors'

const promoteMs = 60_000

/** By 1 ms: PostgreSQL's own waiting for the promotion looks each 100 ms. */
export const promote = async (
  session: Pick<FencedSession, 'read'>,
  node: string,
): Promise<void> => {
  const isPromoted = async () =>
    (await session.read<{ promoted: boolean }>(switchoverSql.promoted))[0]?.promoted === true
  await session.read(switchoverSql.promote).catch(async (error: unknown) => {
    // An older holder has promoted the node in this moment.
    if (!(await isPromoted())) throw error
  })
  for (const until = performance.now() + promoteMs; !(await isPromoted()); await sleep(1))
    if (performance.now() > until)
      throw new Failure(
        'switchover.not-promoted',
        `${node} was told to become the primary, and is none within ${promoteMs / 1_000} s.`,
        `Look at the log of ${node}.`,
        { unknown: true },
      )
}
