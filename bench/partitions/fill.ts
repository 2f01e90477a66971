/** A parent with daily partitions that end today, the newest the day after tomorrow. */
import type { Client } from 'pg'

export const fill = async (client: Client, parent: string, parts: number): Promise<void> => {
  await client.query(
    `create table ${parent} (id bigint generated always as identity, day date not null, note text, primary key (id, day)) partition by range (day)`,
  )
  // In pieces: a single transaction would hold a lock on each table.
  for (let first = 0; first < parts; first += 200)
    await client.query(`do $$ begin for i in ${first}..${Math.min(parts, first + 200) - 1} loop
      execute format('create table ${parent}_%s partition of ${parent} for values from (%L) to (%L)',
        to_char(current_date + 2 - i, 'YYYYMMDD'), current_date + 2 - i, current_date + 3 - i);
    end loop; end $$`)
}
