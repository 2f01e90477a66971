/** What is worth a look about one index among all of its database. */
import type { Index, IndexUse } from '#cluster/indexes'

export const indexRemark = (
  index: Index,
  all: readonly Index[],
  use: readonly IndexUse[] | undefined,
): string => {
  if (!index.valid) return 'invalid'
  const twin = all.filter(other => makesNeedless(other, index)).toSorted(byKeeping)[0]
  if (twin)
    return twin.unique && !index.unique
      ? `covered by ${twin.name}, which is unique`
      : `same as ${twin.name}`
  const scans = (use ?? []).reduce((sum, one) => sum + one.scans, 0)
  if (scans > 0 || index.unique) return ''
  // Of all nodes, the one whose counters began last tells how far back the zero reaches.
  const since = (use ?? []).flatMap(one => (one.since === null ? [] : [one.since]))
  return `unused since ${since.toSorted().at(-1)?.slice(0, 10) ?? 'statistics began'}`
}

/** Of two that are the same only one is needless, whichever is asked about first. */
const makesNeedless = (other: Index, index: Index): boolean =>
  other.oid !== index.oid &&
  other.valid &&
  bodyOf(other) === bodyOf(index) &&
  !isLeanedOn(index) &&
  (other.unique || !index.unique) &&
  byKeeping(other, index) < 0

/** Something else stands on it. */
const isLeanedOn = ({ constraint, foreignKeys, replicaIdentity, clustered }: Index): boolean =>
  constraint !== null || foreignKeys.length > 0 || replicaIdentity || clustered

/** Kept first: what something stands on, then what is unique, then the older one. */
const byKeeping = (one: Index, other: Index): number =>
  Number(isLeanedOn(other)) - Number(isLeanedOn(one)) ||
  Number(other.unique) - Number(one.unique) ||
  Number(one.oid) - Number(other.oid)

/** Everything but the name and UNIQUE. */
const bodyOf = ({ definition, tableOid }: Index): string =>
  `${tableOid} ${definition.slice(definition.indexOf(' USING '))}`
