/** Commands of psql in the files that people run. */
import { sqlComment } from '#text/sql-comment'

/**
 * Connects to a database of any name, as pg_dump does. A name with `=` or `://` counts as a connection string for
 * psql, and could lead to another server; a line end would end the command, so psql stops there instead.
 */
export const connectTo = (database: string): string => {
  if (/[\n\r]/.test(database))
    return `${sqlComment(`psql cannot connect to the database ${JSON.stringify(database)}: run the rest there by hand.`)}\n\\quit`
  if (!/=|:\/\//.test(database)) return `\\connect ${quoted(database)}`
  const inString = database.replaceAll(/[\\']/g, String.raw`\$&`)
  return `\\connect -reuse-previous=on ${quoted(`dbname='${inString}'`)}`
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
