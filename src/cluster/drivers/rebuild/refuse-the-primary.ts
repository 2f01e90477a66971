import type { Rebuilding } from '#cluster/drivers/rebuild/working'
import { serverOf } from '#cluster/facts/clone/server-of'
import { readControl } from '#cluster/facts/replication/control-file'
import { rebuildSql } from '#model/actions/replication/rebuild'
import { Failure } from '#src/errors'

/** A primary that is taken for a replica would be lost: asked before the copy, and again before the stop. */
export const refuseThePrimary = async ({ session, reader, action }: Rebuilding): Promise<void> => {
  const { node, replica, data, system, fresh } = action
  const [asked] = await reader.read<{ recovering: boolean }>(
    'select pg_is_in_recovery() as recovering',
  )
  const control = await readControl(data)
  const runs = (await serverOf(data)) !== null
  if (node === replica || asked?.recovering !== false || (runs && control?.state === 'primary'))
    throw new Failure(
      'rebuild.primary',
      `${replica} is a primary by now, or ${node} is none: nothing was copied or stopped.`,
      'See who is the primary: `replication status`.',
    )
  const [{ systemid } = { systemid: '' }] = await session.read<{ systemid: string }>(
    rebuildSql(action).identify,
  )
  if (systemid !== system || (control ? control.system !== system : !fresh))
    throw new Failure(
      'rebuild.another-system',
      `${node} or the files in ${data} are of another database system than the plan was made for (${system}).`,
      'Plan again.',
    )
}
