/** Parents with daily partitions that end today, the newest the day after tomorrow. */
import type { Client } from 'pg'

export const fill = async (client: Client, parents: number, parts: number): Promise<void> => {
  for (let parent = 1; parent <= parents; parent += 1) {
    await client.query(
      `create table p_${parent} (id bigint generated always as identity, day date not null, note text, primary key (id, day)) partition by range (day)`,
    )
    // In pieces: a single transaction would hold a lock on each table.
    for (let first = 0; first < parts; first += 200)
      await client.query(`do $$ begin for i in ${first}..${Math.min(parts, first + 200) - 1} loop
        execute format('create table p_${parent}_%s partition of p_${parent} for values from (%L) to (%L)',
          to_char(current_date + 2 - i, 'YYYYMMDD'), current_date + 2 - i, current_date + 3 - i);
      end loop; end $$`)
  }
  await client.query('analyze pg_class')
}
