/** Queries of the inventory on a clone, as the login without rights: each gives one value, which is compared. */
import type { Client } from 'pg'
import { explain, extended, isSessionLost, type Where } from '#cluster/clients/postgres/connection'
import type { DrillCheck } from '#cluster/facts/restore/evidence'
import type { DrillQuery } from '#model/cluster'
import { meets } from '#model/drill/query'
import { schemaOfStatements } from '#src/session-settings'

/** How long a query may take. */
const querySeconds = 60

export const askQueries = async (
  client: Client,
  where: Where,
  queries: readonly DrillQuery[],
  goOn: () => void,
): Promise<readonly DrillCheck[]> => {
  await client.query(
    extended(
      `select set_config('statement_timeout', $1, false), set_config('search_path', $2, false)`,
      [`${querySeconds}s`, schemaOfStatements],
    ),
  )
  const checks: DrillCheck[] = []
  for (const query of queries) {
    goOn()
    checks.push(await ask(client, where, query))
  }
  return checks
}

const ask = async (
  client: Client,
  where: Where,
  { name, sql, expect }: DrillQuery,
): Promise<DrillCheck> => {
  const failed = (words: string): DrillCheck => ({ name, outcome: 'failed', words })
  try {
    const { rows } = await client.query<(string | null)[]>({
      ...extended(sql),
      rowMode: 'array' as const,
      types: { getTypeParser: () => (value: string | Buffer) => String(value) },
    })
    const [row, ...others] = rows
    if (!row || others.length > 0 || row.length !== 1)
      return failed(`“${name}” gave no single value.`)
    // The value itself may be data, and stays where it is.
    return meets(row[0] ?? null, expect)
      ? { name, outcome: 'passed', words: `“${name}” is ${expect}, as expected.` }
      : failed(`“${name}” is not ${expect}.`)
  } catch (error) {
    if (isSessionLost(error)) throw error
    return failed(`“${name}” gave an error: ${explain(error, where).message}`)
  }
}
