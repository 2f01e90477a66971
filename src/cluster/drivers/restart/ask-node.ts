/** Asks a node in a fresh session each time: a restart ends every earlier session. */
import { connect, explain, extended, hangUp } from '#cluster/clients/postgres/connection'
import { whereOf } from '#cluster/drivers/session/session'
import type { Holder } from '#model/actions/driver'
import { type RestartAction, restartSql } from '#model/actions/replication/restart'

export type AskNode = <Row>(text: string, values: readonly unknown[]) => Promise<readonly Row[]>

interface Asked {
  readonly action: RestartAction
  readonly holder: Holder
}

const askMs = 10_000

export const asking = async <Answer>(
  { action, holder }: Asked,
  work: (ask: AskNode) => Promise<Answer>,
): Promise<Answer> => {
  const where = { ...whereOf(action, holder), settings: {} }
  const client = await connect(where)
  try {
    return await work(
      async <Row>(text: string, values: readonly unknown[]) =>
        (await client.query(extended(text, values, askMs))).rows as Row[],
    )
  } catch (error) {
    throw explain(error, where)
  } finally {
    await hangUp(client, false)
  }
}

export const answers = async (ask: AskNode): Promise<boolean> =>
  (await ask(restartSql.began, ['[]'])).length > 0
