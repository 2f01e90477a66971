/** Indexes of partitions that say the same, as a single row under the partitioned table. */
import type { Index, IndexUse } from '#cluster/facts/index/indexes'
import type { RootedPartition } from '#cluster/facts/table/partitions'
import { bytes } from '#text/figures'

export interface ListedIndex {
  readonly index: Index
  readonly use: readonly IndexUse[]
  readonly remark: string
}

/** A row of the list: an index, or the same index on several partitions. */
export interface IndexRow {
  readonly name: string
  readonly table: string
  readonly size: string
  readonly bytes: number
  readonly use: readonly IndexUse[]
  readonly remark: string
  /** Higher for what should be looked at sooner. */
  readonly weight: number
}

export const weightOf = (remark: string): number => {
  if (remark.startsWith('invalid')) return 3
  if (isTwin(remark)) return 2
  return remark === '' ? 0 : 1
}

const isTwin = (remark: string): boolean => /^(same|covered)/.test(remark)

export const foldPartitions = (
  all: readonly ListedIndex[],
  partitions: readonly RootedPartition[],
): readonly IndexRow[] => {
  const roots = new Map(partitions.map(one => [one.oid, one]))
  const key = ({ index, remark }: ListedIndex): string =>
    [
      roots.get(index.tableOid)?.rootOid ?? index.tableOid,
      index.unique,
      isTwin(remark),
      index.signature,
    ].join(' ')
  return [...Map.groupBy(all, key).values()].flatMap(group => {
    const parts = group.filter(({ index }) => roots.has(index.tableOid) && !index.partitioned)
    const [first] = parts
    const root = first && roots.get(first.index.tableOid)?.root
    return root === undefined || parts.length < 2
      ? group.map(alone)
      : [together(group, parts, root)]
  })
}

const alone = ({ index, use, remark }: ListedIndex): IndexRow => ({
  name: index.name,
  table: index.quotedTable,
  size: bytes(index.bytes),
  bytes: index.bytes,
  use,
  remark,
  weight: weightOf(remark),
})

const together = (
  group: readonly ListedIndex[],
  parts: readonly ListedIndex[],
  root: string,
): IndexRow => {
  const sorted = parts.toSorted(
    (one, other) =>
      weightOf(other.remark) - weightOf(one.remark) || other.index.bytes - one.index.bytes,
  )
  const whole = group.find(({ index }) => index.partitioned && !index.partition)
  const size = parts.reduce((sum, { index }) => sum + index.bytes, 0)
  const largest = Math.max(...parts.map(({ index }) => index.bytes))
  const remarks = [whole?.remark ?? '', remarkOf(sorted)].filter(one => one !== '')
  return {
    name: whole?.index.name ?? `${sorted[0]?.index.name} and ${parts.length - 1} more`,
    table: `${root}, ${parts.length} partitions`,
    size: `${bytes(size)}, largest ${bytes(largest)}`,
    bytes: size,
    use: whole?.use ?? summed(parts.flatMap(({ use }) => use)),
    remark: remarks.join('; '),
    weight: Math.max(...group.map(({ remark }) => weightOf(remark))),
  }
}

/** Says how many partitions have a remark, and the worst of them. */
const remarkOf = (sorted: readonly ListedIndex[]): string => {
  const remarkable = sorted.filter(({ remark }) => remark !== '')
  const [worst] = remarkable
  if (!worst) return ''
  const { remark } = worst
  return sorted.every(one => one.remark === remark)
    ? `all ${sorted.length} ${remark}`
    : `${remarkable.length} of ${sorted.length}, worst ${worst.index.name}: ${remark}`
}

const summed = (use: readonly IndexUse[]): readonly IndexUse[] =>
  [...Map.groupBy(use, ({ node }) => node)].map(([node, of]) => ({
    node,
    scans: of.reduce((sum, { scans }) => sum + scans, 0),
    lastScan: latest(of.map(({ lastScan }) => lastScan)),
    since: latest(of.map(({ since }) => since)),
  }))

const latest = (times: readonly (string | null)[]): string | null =>
  times
    .flatMap(time => time ?? [])
    .toSorted()
    .at(-1) ?? null
