/** A session in the clone that rows are read from. */

import { hangUp } from '#cluster/clients/postgres/connection'
import { endAbandoned, readAbandoned, sessionLabel } from '#cluster/drivers/session/fence'
import { loginFor } from '#cluster/drivers/session/login-for'
import { type FencedSession, openDirect } from '#cluster/drivers/session/session'
import type { CopyAction } from '#model/actions/copy'
import type { Holder } from '#model/actions/driver'
import { Failure } from '#src/errors'

export type Cloned = Pick<FencedSession, 'client' | 'where' | 'close'>

/** Ends sessions of older holders of the run: an abandoned session holds a snapshot and a lock. */
export const openClone = async (
  { from, duty }: Pick<CopyAction, 'from' | 'duty'>,
  { cluster, run, token }: Holder,
): Promise<Cloned> => {
  const clone = cluster.clone(from.cluster)
  if (!clone)
    throw new Failure(
      'clone.gone',
      `There is no clone ${from.cluster} of ${cluster.config.name} any more.`,
      'Make a new one, and plan again.',
    )
  const where = {
    cluster: clone.config,
    node: from.node,
    database: from.database,
    credential: loginFor(clone.config, duty),
    applicationName: sessionLabel(run, token),
  }
  const { client, read } = await openDirect(where)
  try {
    await endAbandoned(read, run, token, null, await readAbandoned(read, run, token, null))
  } catch (error) {
    await hangUp(client, false)
    throw error
  }
  return { client, where, close: (abandon = false) => hangUp(client, abandon) }
}
