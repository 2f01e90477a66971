/** Tables with five indexes each. Exactly the 5,000 listed indexes are larger than the rest. */
import type { Client } from 'pg'

const each = 5
const listed = 5_000

export const fill = async (client: Client, indexes: number): Promise<void> => {
  const tables = indexes / each
  const apart = Math.max(1, indexes / listed)
  // In pieces: a single transaction would hold a lock on each table.
  for (let first = 0; first < tables; first += 500) {
    await client.query(`do $$ begin for i in ${first}..${Math.min(tables, first + 500) - 1} loop
      execute format('create table t_%s (id bigint primary key, email text, name text, made timestamptz, k int)', i);
      execute format('create index on t_%s (email)', i);
      execute format('create index on t_%s (email)', i);
      execute format('create index on t_%s (lower(name))', i);
      execute format('create index on t_%s (made desc) where k > 3', i);
      if i % ${apart} = 0 then
        execute format('insert into t_%s select r, r, r, now(), 4 from generate_series(1, %s) r', i, 1 + i % 7 * 300);
      end if;
      if i > 0 and i % 10 = 0 then
        execute format('alter table t_%s add foreign key (id) references t_%s not valid', i, i - 1);
      end if;
    end loop; end $$`)
  }
  await client.query('analyze')
}
