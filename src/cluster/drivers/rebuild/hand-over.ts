/** Gives the replica the slot that has kept the WAL since the base backup, and waits until the replica streams by it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Rebuilding } from '#cluster/drivers/rebuild/working'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { serverOf } from '#cluster/facts/clone/server-of'
import { rebuildSql } from '#model/actions/replication/rebuild'
import { Failure } from '#src/errors'

/** The primary needs a moment to see that the stopped replica is gone. */
const goneMs = 15_000

export const handOverSlot = async (working: Rebuilding): Promise<void> => {
  await dropSlot(working)
  await working.session.read(rebuildSql(working.action).hand)
}

export const dropSlot = async ({ session, action }: Rebuilding): Promise<void> => {
  const { drop, isThere } = rebuildSql(action)
  for (const until = performance.now() + goneMs; ; await sleep(100)) {
    await session.read(drop)
    if ((await session.read(isThere)).length === 0) return
    if (performance.now() > until)
      throw new Failure(
        'rebuild.slot-in-use',
        `Somebody else reads from ${action.node} by the slot of ${action.replica}.`,
        'See who by `replication status`, stop that reader, and plan again.',
      )
  }
}

/** How long a replica may show no sign of going on. */
const stillMs = 60_000

/** Resolves once the replica streams, and has replayed past `consistent`, by the replica's own word. */
export const streams = async (
  { session, action, holder, how }: Rebuilding,
  consistent: string,
): Promise<void> => {
  const replica = holder.cluster.reader(action.replica, action.database)
  let seen = ''
  let since = performance.now()
  for (;;) {
    // A server that is starting lets nobody in.
    const [told] = await replica
      .read<{ receiver: string | null; replayed: string | null }>(rebuildSql(action).follows)
      .catch(() => [])
    if (told?.receiver === 'streaming' && reached(told.replayed ?? '0/0', consistent)) return
    if (how.lost.aborted) throw new Error('the token is lost')
    if ((await serverOf(action.data)) === null) throw ended(action)
    const sign = JSON.stringify(told)
    if (sign !== seen) since = performance.now()
    seen = sign
    if (performance.now() - since > stillMs)
      throw new Failure(
        'rebuild.alone',
        `${action.replica} was started on the new files, and does not stream from ${action.node} within ${stillMs / 1_000} s.`,
        `Read the log of the server in ${action.data}.`,
      )
    // The session keeps the WAL that the replica still needs.
    await stillHeld(session)
    await sleep(200)
  }
}

/** A server that ends at its start will not come by waiting. */
const ended = ({ replica, data }: Rebuilding['action']): Failure =>
  new Failure(
    'rebuild.ended',
    `${replica} was started on the new files, and has ended.`,
    `Read the log of the server: its configuration files in ${data} were put into the new files.`,
  )

const reached = (position: string, wanted: string): boolean => bytesAt(position) >= bytesAt(wanted)

const bytesAt = (position: string): bigint => {
  const [high = '0', low = '0'] = position.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}
