/** A walsender of one database: a session that takes base backups, and holds the fence as any acting session does. */
import { escapeLiteral } from 'pg'
import { connect, explain, hangUp, type ReadRows } from '#cluster/clients/postgres/connection'
import { needsDirect } from '#cluster/clients/postgres/no-connection'
import { pidOf } from '#cluster/drivers/session/acting'
import { type FencedSession, fenced, whereOf } from '#cluster/drivers/session/session'
import { pidOrHangUp } from '#cluster/drivers/session/shared-session'
import type { Place } from '#model/actions/action-kind'
import type { Holder } from '#model/actions/driver'
import { Failure } from '#src/errors'

export const openWalsender = async (place: Place, holder: Holder): Promise<FencedSession> => {
  const where = whereOf(place, holder)
  const client = await connect({
    ...where,
    settings: { idle_session_timeout: '0' },
    replication: true,
  })
  const read: ReadRows = async <Row>(text: string, values: readonly unknown[] = []) => {
    const query = { text: withValues(text, values), query_timeout: 10_000 }
    try {
      return (await client.query(query)).rows as Row[]
    } catch (error) {
      throw explain(error, where)
    }
  }
  const pid = await pidOrHangUp(client, read)
  if (pid !== pidOf(client)) {
    await hangUp(client, false)
    throw new Failure(
      'cluster.pooler',
      `Between Howdah and ${place.node} (${where.cluster.name}) stands a pooler, through which no base backup is taken.`,
      needsDirect,
    )
  }
  return fenced({ client, where, pid, read }, holder)
}

/** The simple protocol has no placeholders: each value is written as a literal, a list as a literal of an array. */
export const withValues = (text: string, values: readonly unknown[]): string =>
  text.replaceAll(/\$(\d+)/g, (_, at: string) => literal(values[Number(at) - 1]))

const literal = (value: unknown): string =>
  escapeLiteral(
    Array.isArray(value)
      ? `{${value.map(one => JSON.stringify(String(one))).join(',')}}`
      : String(value),
  )
