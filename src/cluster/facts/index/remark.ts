/** What is worth a look about one index among all of its database. */
import { type Index, type IndexUse, keepsOut } from '#cluster/facts/index/indexes'

/** What is known of an index's use. */
export interface UseSeen {
  /** Of each node that answers. */
  readonly use: readonly IndexUse[]
  /** Whether some node does not. */
  readonly blind: boolean
  readonly now: Date
}

export const indexRemark = (index: Index, all: readonly Index[], seen: UseSeen): string => {
  if (!index.valid) return index.inProgress === null ? 'invalid' : `being ${index.inProgress}`
  const twin = all.filter(other => makesNeedless(other, index)).toSorted(byKeeping)[0]
  if (twin)
    return twin.unique && !index.unique
      ? `covered by ${twin.name}, which is unique`
      : `same as ${twin.name}`
  // A rule is kept without a scan, and a part goes only with the whole.
  if (index.unique || index.exclusion || index.partition) return ''
  const remark = useRemark(seen)
  return remark !== '' && seen.blind ? `${remark} on the nodes that answer` : remark
}

/** When a node last scanned it; null when that is not known. */
export const lastUsed = (use: readonly IndexUse[]): string | null =>
  use
    .flatMap(({ lastScan }) => lastScan ?? [])
    .toSorted()
    .at(-1)
    ?.slice(0, 10) ?? null

const useRemark = ({ use, now }: UseSeen): string => {
  const idle = use.filter(({ scans }) => scans === 0)
  if (use.length === 0) return ''
  if (idle.length === use.length) return `unused since ${beganOf(idle)}`
  const last = lastUsed(use)
  // A node whose counters began anew after that may have used it in between.
  const known = [last, ...idle.map(({ since }) => since)].flatMap(one => one ?? []).toSorted()
  const longAgo = new Date(now.getTime() - longDays * 86_400_000).toISOString()
  return last !== null && (known.at(-1) ?? '') < longAgo ? `last used ${last}` : ''
}

/** What a quarterly report uses is used. */
const longDays = 92

/** Of all nodes, the one whose counters began last tells how far back the zero reaches. */
const beganOf = (use: readonly IndexUse[]): string =>
  use.some(({ since }) => since === null)
    ? 'statistics began'
    : (use
        .flatMap(({ since }) => since ?? [])
        .toSorted()
        .at(-1)
        ?.slice(0, 10) ?? '')

/** Of two that are the same only one is needless, whichever is asked about first. */
const makesNeedless = (other: Index, index: Index): boolean =>
  other.oid !== index.oid &&
  other.valid &&
  other.tableOid === index.tableOid &&
  other.signature === index.signature &&
  !isLeanedOn(index) &&
  keepsOut(other, index) &&
  byKeeping(other, index) < 0

/** Something else stands on it. */
const isLeanedOn = (one: Index): boolean =>
  one.constraint !== null ||
  one.foreignKeys.length > 0 ||
  one.replicaIdentity ||
  one.clustered ||
  one.partition

/** Kept first: what something stands on, then what is unique, then the older one. */
const byKeeping = (one: Index, other: Index): number =>
  Number(isLeanedOn(other)) - Number(isLeanedOn(one)) ||
  Number(other.unique) - Number(one.unique) ||
  Number(one.oid) - Number(other.oid)
