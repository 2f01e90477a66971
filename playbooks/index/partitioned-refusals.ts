/** Why an index of a partitioned table cannot be put together from its partitions. */
import type { TableFacts } from '#cluster/facts/index/requested'
import { type Refusal, refusal } from '#model/refusal'
import type { IndexInput } from '#playbooks/index/create-input'
import { mayNotActAs, mayNotCreate } from '#playbooks/shared/refusals'
import { fewOf } from '#text/figures'
import { listed } from '#text/listed'

export const partitionedRefusal = (wished: IndexInput, facts: TableFacts): Refusal | undefined => {
  const { partitions, actor } = facts
  if (partitions === null) return undefined
  for (const { owner, quoted, ...reach } of partitions.owners) {
    const outOfReach = mayNotActAs(actor ?? '', owner, quoted, reach)
    if (outOfReach) return outOfReach
  }
  const [missing] = partitions.missing
  if (missing) return mayNotCreate(missing.owner, missing.schema, missing.grant)
  return foreign(wished, facts) ?? (wished.unique ? keyMissing(facts) : undefined)
}

const foreign = (
  { unique }: IndexInput,
  { table, partitions }: TableFacts,
): Refusal | undefined => {
  const all = partitions?.all ?? []
  const names = all.filter(({ kind }) => kind === 'foreign table').map(({ quoted }) => quoted)
  if (names.length === 0) return undefined
  const has = `${table.quoted} has foreign partitions (${fewOf(names)})`
  if (unique)
    return refusal(
      `${has}, and PostgreSQL makes no unique index on such a table.`,
      'Prevent duplicates where the rows are, with a unique index on each server.',
    )
  return all.some(({ kind }) => kind === 'table')
    ? refusal(
        `${has}, which have no indexes: an index that is put together from its partitions stays invalid there.`,
        `Build it on each other partition by its name: that serves the same queries. A plain CREATE INDEX on ${table.quoted} then takes these indexes over instead of building them, and is valid; writes wait for it.`,
      )
    : refusal(
        `${has} and no others, and foreign tables have no indexes.`,
        'Build it where the rows are, on each server.',
      )
}

/** Only rows of one partition are compared, so that each key has to lead to one partition. */
const keyMissing = ({ table, parts, partitions }: TableFacts): Refusal | undefined => {
  const indexed = new Set(parts.elements.flatMap(({ column }) => column ?? []))
  for (const { table: keyed, columns, hasExpression } of partitions?.keys ?? []) {
    const where =
      keyed === table.quoted ? table.quoted : `${keyed}, a partition of ${table.quoted},`
    if (hasExpression)
      return refusal(
        `${where} is partitioned by an expression, and PostgreSQL makes no unique index on such a table.`,
        'Leave `unique=yes` out, or build a unique index on each partition: it compares the rows of that partition alone.',
      )
    const lacking = columns.filter(one => !indexed.has(one))
    if (lacking.length > 0)
      return refusal(
        `${where} is partitioned by ${listed(columns)}, and a unique index has to contain that: ${listed(lacking)} ${lacking.length === 1 ? 'is' : 'are'} missing.`,
        `Add ${lacking.length === 1 ? 'it' : 'them'} to \`columns=\`: rows then count as equal only where ${listed(columns)} ${columns.length === 1 ? 'is' : 'are'} equal, too.`,
      )
  }
  return undefined
}
