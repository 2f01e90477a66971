/** Why an index cannot be built as asked, worst first, each with the way out. */
import type { IndexFacts, TableFacts } from '#cluster/index-wish'
import { nearest } from '#engine/nearest'
import { type Refusal, refusal } from '#engine/refusal'
import { mayNotActAs, observedOnly, severalNamed } from '#engine/refusals'
import { bytes } from '#engine/spoken'
import type { IndexInput } from '#playbooks/index/create-input'
import { sizeOf } from '#playbooks/index/create-size'

export const refusalOf = (wished: IndexInput, facts: IndexFacts): Refusal | undefined => {
  if (facts.found === 'nothing') return noTable(wished.table, facts.known)
  if (facts.found === 'several') {
    return severalNamed('table', wished.table, facts.tables)
  }
  if (facts.found === 'nonsense') {
    return refusal(
      `\`${facts.read.key}\` cannot be used: ${facts.read.because}.`,
      `Write what would stand in CREATE INDEX${facts.read.key === 'columns' ? ' between the parentheses, e.g. `lower(email), created_at desc`' : ''}.`,
    )
  }
  return tableRefusal(facts) ?? definitionRefusal(wished, facts) ?? roomRefusal(facts)
}

const noTable = (typed: string, known: readonly string[]): Refusal => {
  const close = nearest(typed, known)
  return refusal(
    `There is no table ${typed}.`,
    close === undefined
      ? 'Check its schema and spelling, and `database=`.'
      : `Did you mean \`${close}\`?`,
  )
}

const tableRefusal = ({ table, actor, maySetRole, mayCreate }: TableFacts): Refusal | undefined => {
  if (actor === null) {
    return observedOnly()
  }
  if (table.kind === 'partitioned table') {
    return refusal(
      `${table.quoted} is partitioned, and PostgreSQL builds no index concurrently on the whole of it.`,
      'Build it on each partition, then attach them.',
    )
  }
  if (table.persistence === 'temporary') {
    return refusal(`${table.quoted} is temporary.`, 'Only the session that made it can index it.')
  }
  if (!maySetRole) {
    return mayNotActAs(actor, table.owner, table.quoted)
  }
  return mayCreate
    ? undefined
    : refusal(
        `${table.owner} may not create anything in schema ${table.schema}.`,
        `Let its owner run: \`GRANT CREATE ON SCHEMA ${table.quotedSchema} TO ${table.owner}\`.`,
      )
}

const definitionRefusal = (wished: IndexInput, facts: TableFacts): Refusal | undefined => {
  const known = facts.table.columns.map(({ name }) => name)
  const missing = [...facts.parts.columns, ...facts.parts.include].find(one => !known.includes(one))
  if (missing !== undefined) {
    const close = nearest(missing, known)
    return refusal(
      `${facts.table.quoted} has no column ${missing}.`,
      close === undefined ? `It has ${known.join(', ')}.` : `Did you mean \`${close}\`?`,
    )
  }
  const unfit = unfitFor(wished, facts)
  if (unfit) return unfit
  if (facts.unstable.length > 0) {
    return refusal(
      `${facts.unstable.join(', ')} may give another result tomorrow, so its results cannot be indexed.`,
      "Use functions that are IMMUTABLE, e.g. `(created_at AT TIME ZONE 'UTC')::date`.",
    )
  }
  if (facts.misunderstood !== null) {
    return refusal(
      `PostgreSQL says: ${facts.misunderstood}.`,
      'Mend the expression, then ask again.',
    )
  }
  if (facts.same) {
    return facts.same.valid
      ? refusal(`${facts.same.quoted} is the same index already.`, 'Nothing needs to be built.')
      : refusal(
          `${facts.same.quoted} is the same index, left invalid by a build that failed.`,
          'Drop it, then ask again.',
          `index drop ${facts.same.quoted}`,
        )
  }
  return facts.nameTaken
    ? refusal(`${facts.table.schema} has something called ${facts.name}.`, 'Give another `name=`.')
    : undefined
}

const unfitFor = (wished: IndexInput, facts: TableFacts): Refusal | undefined => {
  const { method } = wished
  if (wished.unique && method !== 'btree') {
    return refusal(`A ${method} index cannot be unique.`, 'Leave out `method=` or `unique=`.')
  }
  if (facts.parts.include.length > 0 && !['btree', 'gist', 'spgist'].includes(method)) {
    return refusal(`A ${method} index cannot include columns.`, 'Leave out `include=`.')
  }
  if (method === 'hash' && facts.parts.elements.length > 1) {
    return refusal('A hash index has one column.', 'Leave out the others, or use btree.')
  }
  if (method !== 'btree' && facts.parts.elements.some(({ order }) => order !== '')) {
    return refusal(`A ${method} index has no order.`, 'Leave out `desc` and `nulls`.')
  }
  const [opclass] = facts.unknownOpclasses
  if (opclass === undefined) return undefined
  const close = nearest(opclass, facts.opclasses)
  return refusal(
    `${method} has no operator class ${opclass}.`,
    close === undefined ? 'Leave it out for the default one.' : `Did you mean \`${close}\`?`,
  )
}

/** A build needs the index and about as much again to sort. */
const roomRefusal = (facts: TableFacts): Refusal | undefined => {
  const size = sizeOf(facts)
  if (facts.freeBytes === null || size === null || facts.freeBytes > 2 * size) return undefined
  return refusal(
    `The build may need ${bytes(2 * size)}, and ${facts.node} has ${bytes(facts.freeBytes)} free.`,
    'Free some disk first, or index fewer rows with `where=`.',
  )
}
