/** Waits until a node follows the new primary. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Switching } from '#cluster/drivers/switchover/working'
import { slotOf, switchoverSql } from '#model/actions/replication/statements'
import { Failure } from '#src/errors'

/** A replica that starts catches up first. */
const followsMs = 120_000
const pollMs = 50

/** Resolves once `from` receives WAL from the new primary. */
export const followed = async ({
  session,
  action,
  lost,
}: Pick<Switching, 'session' | 'lost'> & {
  readonly action: Pick<Switching['action'], 'node' | 'from' | 'data'>
}): Promise<void> => {
  const { node, from, data } = action
  const until = performance.now() + followsMs
  while ((await session.read(switchoverSql.follows, [slotOf(from)])).length === 0) {
    if (lost.aborted) throw new Error('the token is lost')
    if (performance.now() > until)
      throw new Failure(
        'switchover.alone',
        `${node} is the primary now, and ${from} does not follow it within ${followsMs / 1_000} s.`,
        `Read the log of the server in ${data}. Until it follows, ${node} has no replica of its data there.`,
      )
    await sleep(pollMs)
  }
}
