/** A table that is dropped by mistake, as by somebody in the wrong window. */
import { Client, DatabaseError } from 'pg'

export const droppedTable = 'receipts'

/** PostgreSQL's code for a table that is not there (manual, appendix A). */
const undefinedTable = '42P01'

/** Resolves once the table is gone. */
export const dropTable = async (url: string): Promise<string> => {
  const client = new Client({ connectionString: url, application_name: 'the wrong window' })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(`drop table ${droppedTable}`)
    return `${droppedTable} is dropped. With a backup from before, say /pg restore point-in-time before-drop=${droppedTable} to get it back.`
  } catch (error) {
    if (!(error instanceof DatabaseError && error.code === undefinedTable)) throw error
    return `There is no ${droppedTable} any more. Bring it back first, or begin again with npm start -- --fresh.`
  } finally {
    await client.end()
  }
}
