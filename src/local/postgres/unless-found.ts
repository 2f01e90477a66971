/** Makes in a database what is not there yet. */
import type { Client } from 'pg'

/** As one transaction: a start that was interrupted leaves all of them or none. */
export const unlessFound = async (
  client: Client,
  question: string,
  statements: readonly string[],
): Promise<void> => {
  const { rowCount } = await client.query(question)
  if (rowCount === 0) await client.query(statements.join(';'))
}
