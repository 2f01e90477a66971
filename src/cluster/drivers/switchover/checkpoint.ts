import {
  connect,
  explain,
  extended,
  hangUp,
  type Where,
} from '#cluster/clients/postgres/connection'
import { switchoverSql } from '#model/actions/replication/statements'

/** The shutdown writes a checkpoint of its own, for which writes wait: the more is written before, the shorter. */
export const writeCheckpoint = async (where: Omit<Where, 'settings'>): Promise<void> => {
  const client = await connect({ ...where, settings: {} })
  try {
    await client.query(extended(switchoverSql.checkpoint, [], checkpointMs))
  } catch (error) {
    throw explain(error, where)
  } finally {
    await hangUp(client, false)
  }
}

const checkpointMs = 1_800_000
