/** Creates missing objects in a database. */
import type { Client } from 'pg'

/** Runs all statements as a single transaction: an interrupted start leaves all of the objects or none. */
export const unlessFound = async (
  client: Client,
  question: string,
  statements: readonly string[],
): Promise<void> => {
  const { rowCount } = await client.query(question)
  if (rowCount === 0) await client.query(statements.join(';'))
}
