/** How many rows of a table a statement reads for each call, by the scans of the table or of its partitions. */
import type { RootedPartition } from '#cluster/facts/table/partitions'
import type { Scans } from '#cluster/facts/table/scans'
import type { Suggestion } from '#cluster/sql/suggest-index'

/** By the table's oid. */
type ScansByTable = Readonly<Record<string, Scans>>

type Named = Pick<Suggestion, 'schema' | 'table'>

/** Undefined where a name without a schema may be of several tables. A partitioned table has the scans of its partitions. */
export const scansOf = (
  { schema, table }: Named,
  scans: ScansByTable,
  partitions: readonly RootedPartition[],
): Scans | undefined => {
  const named = Object.entries(scans).filter(
    ([, one]) => one.table === table && (schema === null || one.schema === schema),
  )
  const [only] = named
  if (named.length !== 1 || !only) return undefined
  const [oid, own] = only
  const below = partitions.filter(one => one.rootOid === oid).flatMap(one => scans[one.oid] ?? [])
  const sum = (figure: (one: Scans) => number) =>
    below.reduce((total, one) => total + figure(one), 0)
  return below.length === 0
    ? own
    : {
        ...own,
        scans: sum(one => one.scans),
        rows: sum(one => one.rows),
        live: sum(one => one.live),
      }
}

/** The table at the top, where statements differ in the partition alone; undefined where its name needs quotes. */
export const rootNamed = (
  root: string,
  scans: ScansByTable,
  partitions: readonly RootedPartition[],
): Named | undefined => {
  const oid = partitions.find(one => one.root === root)?.rootOid
  const found = oid === undefined ? undefined : scans[oid]
  return found && `${found.schema}.${found.table}` === root
    ? { schema: found.schema, table: found.table }
    : undefined
}

/**
 * Table counters arrive a moment after statement counters, so only ratios are exact: rows of a process, times the
 * processes of a call. Other statements may scan the table too, but no scan reads more rows than the table has.
 */
export const rowsReadBy = (calls: number, scanned: Scans | undefined): number => {
  if (!scanned || scanned.scans === 0) return 0
  const each = scanned.rows / scanned.scans
  const processes = Math.max(1, Math.round(scanned.scans / calls))
  return Math.min(each * processes, Math.max(each, scanned.live))
}
