/** Takes the fence of the old primary away: it may be started as the primary again, as before. No server is started. */
import type { FailingOver } from '#cluster/drivers/failover/failing-over'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { removeStandbySignal } from '#cluster/drivers/switchover/standby-files'
import { switchoverSql } from '#model/actions/replication/statements'
import { Failure } from '#src/errors'

export const unfence = async ({
  session,
  action: { node, from, data },
}: FailingOver): Promise<void> => {
  const [asked] = await session.read<{ promoted: boolean }>(switchoverSql.promoted)
  if (asked?.promoted !== false)
    throw new Failure(
      'failover.promoted',
      `${node} is the primary by now: ${from} may not become a second one.`,
      'Look at both nodes.',
    )
  await stillHeld(session)
  if (data !== null) await removeStandbySignal(data)
}
