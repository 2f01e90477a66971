/**
 * How long a fixed computation takes a node: the same work at any time and under any setting of the planner, so a
 * longer time means a machine with more to do.
 */
import type { Reader } from '#model/view'

/** Milliseconds, by the server's own clock. */
export const readComputation = async (reader: Reader): Promise<number> => {
  const [row] = await reader.read<{ ms: number }>(computation)
  if (!row) throw new Error('a computation gave no row')
  return row.ms
}

// Twice 4 MB to hash: shorter work ends before another process gets its turn, and tells nothing (measured). The text
// depends on the clock: a constant would be hashed once, by the planner.
const computation = `with began as materialized (select clock_timestamp() as at),
  worked as materialized (select at, (select sum(length(sha256(convert_to(repeat(at::text, 130000 + i), 'UTF8'))))
    from generate_series(1, 2) i) as done from began)
  select extract(epoch from clock_timestamp() - at)::float8 * 1000 as ms from worked where done is not null`
