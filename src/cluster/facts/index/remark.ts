/** A remark on an index that is worth a look among all indexes of the database. */
import { countedSince, isUnused } from '#cluster/facts/index/counted'
import { type Index, type IndexUse, keepsOut } from '#cluster/facts/index/indexes'
import { fewOf } from '#text/figures'

/** The known use of an index. */
export interface UseSeen {
  /** Use on each node that answers. */
  readonly use: readonly IndexUse[]
  /** True when some node does not answer. */
  readonly blind: boolean
  readonly now: Date
}

export const indexRemark = (index: Index, all: readonly Index[], seen: UseSeen): string => {
  if (!index.valid)
    return index.inProgress === null ? `invalid${lackOf(index)}` : `being ${index.inProgress}`
  const twin = all.filter(other => makesNeedless(other, index)).toSorted(byKeeping)[0]
  if (twin)
    return twin.unique && !index.unique
      ? `covered by ${twin.name}, which is unique`
      : `same as ${twin.name}`
  // A constraint holds without a scan, and a part is dropped only with the whole index.
  if (index.unique || index.exclusion || index.partition) return ''
  const remark = useRemark(seen)
  return remark !== '' && seen.blind ? `${remark} on the nodes that answer` : remark
}

const lackOf = ({ lackedBy }: Index): string =>
  lackedBy.length === 0 ? '' : `: no valid part on ${fewOf(lackedBy)}`

/** Finds the day of the last scan on any node; null when not known. */
export const lastUsed = (use: readonly IndexUse[]): string | null =>
  use
    .flatMap(({ lastScan }) => lastScan ?? [])
    .toSorted()
    .at(-1)
    ?.slice(0, 10) ?? null

const useRemark = ({ use, now }: UseSeen): string => {
  const idle = use.filter(({ scans }) => scans === 0)
  if (use.length === 0) return ''
  if (idle.length === use.length)
    return isUnused(use, now) ? `unused since ${countedSince(use)?.slice(0, 10)}` : ''
  const last = lastUsed(use)
  // A node with counters reset after that day may have used the index in between.
  const known = [last, ...idle.map(({ since }) => since)].flatMap(one => one ?? []).toSorted()
  const longAgo = new Date(now.getTime() - longDays * 86_400_000).toISOString()
  return last !== null && (known.at(-1) ?? '') < longAgo ? `last used ${last}` : ''
}

/** An index that serves a quarterly report is in use. */
const longDays = 92

/** Finds the best index that serves the same queries, UNIQUE or not; null for none. */
export const sameAs = (index: Index, all: readonly Index[]): Index | null =>
  all.filter(other => servesSame(other, index)).toSorted(byKeeping)[0] ?? null

const servesSame = (other: Index, index: Index): boolean =>
  other.oid !== index.oid &&
  other.valid &&
  other.tableOid === index.tableOid &&
  other.signature === index.signature

/** True when `other` makes `index` needless; of two equal indexes always the same index is needless. */
const makesNeedless = (other: Index, index: Index): boolean =>
  servesSame(other, index) &&
  !isLeanedOn(index) &&
  keepsOut(other, index) &&
  byKeeping(other, index) < 0

/** True when other objects depend on the index. */
const isLeanedOn = (one: Index): boolean =>
  one.constraint !== null ||
  one.foreignKeys.length > 0 ||
  one.replicaIdentity ||
  one.clustered ||
  one.partition

/** Sorts by worth: first an index that other objects depend on, then a unique index, then the older index. */
const byKeeping = (one: Index, other: Index): number =>
  Number(isLeanedOn(other)) - Number(isLeanedOn(one)) ||
  Number(other.unique) - Number(one.unique) ||
  Number(one.oid) - Number(other.oid)
