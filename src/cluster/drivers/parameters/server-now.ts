import { connect, explain, extended, hangUp } from '#cluster/clients/postgres/connection'
import { whereOf } from '#cluster/drivers/session/session'
import { type ConfigNode, lookAtServer } from '#cluster/facts/config/look'
import type { ParametersAction } from '#model/actions/config/parameters'
import type { Holder } from '#model/actions/driver'
import { Failure } from '#src/errors'

/** The settings of a server in a fresh session, as a running session may hear of a reload later; null where no session opens. */
export const serverNow = async (
  { database }: Pick<ParametersAction, 'database'>,
  node: string,
  holder: Holder,
): Promise<Pick<ConfigNode, 'settings' | 'files'> | null> => {
  const where = whereOf({ node, database, duty: 'observe' }, holder)
  try {
    const client = await connect({ ...where, applicationName: 'howdah look', settings: {} })
    try {
      return await lookAtServer({
        read: async (text, values) => (await client.query(extended(text, values, 10_000))).rows,
      })
    } catch (error) {
      throw explain(error, where)
    } finally {
      await hangUp(client, false)
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return null
  }
}
