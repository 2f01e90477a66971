/** Why an index cannot be built as asked, worst first, each with the way out. */

import type { Forbidden } from '#cluster/facts/index/expressions'
import type { Index } from '#cluster/facts/index/indexes'
import type { IndexFacts, TableFacts } from '#cluster/facts/index/requested'
import type { Trial, Tried } from '#cluster/facts/index/trial'
import type { Untried } from '#cluster/facts/index/untried'
import { walOf } from '#cluster/facts/node/wal'
import { about, allOf, type Refusal, refusal } from '#model/refusal'
import type { Objection } from '#model/view'
import { missingColumns } from '#playbooks/index/asked/missing-columns'
import { unread, unreadable } from '#playbooks/index/asked/unreadable'
import type { IndexInput } from '#playbooks/index/create-input'
import { partOf, sizeOf } from '#playbooks/index/create-size'
import { unfinished } from '#playbooks/index/partitioned-facts'
import { partitionedRefusal } from '#playbooks/index/partitioned-refusals'
import { notEnoughDisk } from '#playbooks/shared/disk-room'
import {
  anotherWorks,
  mayNotActAs,
  mayNotCreate,
  noLogin,
  noTableNamed,
  severalNamed,
  stillBeing,
} from '#playbooks/shared/refusals'
import { overTemporary, roomFor } from '#playbooks/shared/sort-room'
import { diskOf, fewOf } from '#text/figures'
import { nearest } from '#text/nearest'

/** The facts that were read, and PostgreSQL's objection to the definition, if any. */
export type CreateFacts =
  | Exclude<IndexFacts, { readonly found: 'one' }>
  | (Extract<IndexFacts, { readonly found: 'one' }> & { readonly tried: Trial | null })
type Found = Extract<CreateFacts, { readonly found: 'one' }>
/** A definition that PostgreSQL takes, as far as that could be tried. */
export type CanBuild = Found & { readonly tried: Tried | Untried }

export const refusalOf = (wished: IndexInput, facts: CreateFacts): Refusal | CanBuild => {
  if (facts.found === 'nothing')
    return withUnread(
      about('table', noTableNamed(wished.table, facts.known, facts.instead)),
      wished,
    )
  if (facts.found === 'several')
    return withUnread(about('table', severalNamed('table', wished.table, facts.tables)), wished)
  if (facts.found === 'nonsense') return nonsense(wished, facts)
  const refused =
    tableRefusal(facts) ?? definitionRefusal(wished, facts) ?? partitionedRefusal(wished, facts)
  if (refused) return refused
  const { tried } = facts
  if (tried === null)
    return refusal(
      `${facts.table.quoted} is gone.`,
      'Look again, and name the table that is there now.',
    )
  if (tried.kind === 'objection') return objected(wished, facts, tried)
  if (tried.kind === 'forbidden') return forbidden(wished, tried)
  const misnamed = unfinished(wished, facts) ? undefined : nameRefusal(facts)
  return misnamed ?? roomRefusal(wished, facts, tried) ?? { ...facts, tried }
}

const nonsense = (
  wished: IndexInput,
  { read, table: { columns } }: Extract<CreateFacts, { found: 'nonsense' }>,
): Refusal => {
  const others = unreadable(wished, columns).filter(({ field }) => field !== read.key)
  const first = unread(wished, read, columns)
  return allOf([first, ...others]) ?? first
}

const withUnread = (refused: Refusal, wished: IndexInput): Refusal =>
  allOf([refused, ...unreadable(wished, [])]) ?? refused

const tableRefusal = ({ table, actor, createGrant, ...reach }: TableFacts): Refusal | undefined => {
  if (actor === null) {
    return noLogin('ddl')
  }
  if (table.persistence === 'temporary') {
    return refusal(`${table.quoted} is temporary.`, 'Only the session that made it can index it.')
  }
  const outOfReach = mayNotActAs(actor, table.owner, table.quoted, reach)
  if (outOfReach) return outOfReach
  return createGrant === null ? undefined : mayNotCreate(table.owner, table.schema, createGrant)
}

const definitionRefusal = (wished: IndexInput, facts: Found): Refusal | undefined => {
  const missing = allOf(missingColumns(facts.table, facts.parts))
  if (missing) return missing
  const { same, work, table } = facts
  if (same && !unfinished(wished, facts)) {
    if (same.valid)
      return refusal(`${same.quoted} is the same index already.`, 'There is nothing to build.')
    if (same.inProgress !== null)
      return stillBeing(`${same.quoted}, the same index,`, same.inProgress)
    if (same.partitioned) return notCompleted(wished, same)
    if (!work)
      return refusal(
        `${same.quoted} is the same index, left invalid by a build that failed.`,
        'Drop it, then ask again.',
        `index drop ${same.quoted}`,
      )
  }
  return work ? anotherWorks(work, table.quoted) : undefined
}

const notCompleted = ({ name }: IndexInput, { quoted, lackedBy, name: own }: Index): Refusal => {
  if (lackedBy.length === 0 || name === undefined || name === own)
    return refusal(
      `${quoted} is the same index, and invalid, because a part was invalid when it was attached: PostgreSQL does not look again.`,
      'Drop it, then ask again.',
      `index drop ${quoted}`,
    )
  return refusal(
    `${quoted} is the same index, and invalid: ${fewOf(lackedBy)} ${lackedBy.length === 1 ? 'lacks its part' : 'lack their parts'}.`,
    'Ask without `name=`: then it is completed.',
  )
}

const nameRefusal = ({ name, nameTaken, table }: TableFacts): Refusal | undefined => {
  if (nameTaken) {
    return refusal(
      `The name ${name} is already taken in schema ${table.schema}.`,
      'Give another `name=`.',
    )
  }
  return /_cc(new|old)\d*$/.test(name)
    ? refusal(
        `${name} ends like the copies that a rebuild leaves behind when it fails.`,
        'Give another `name=`.',
      )
    : undefined
}

/** Refused before PostgreSQL could compute anything. */
const forbidden = (wished: IndexInput, { part, what, why }: Forbidden): Refusal => {
  const text = wished[part] ?? wished.columns
  if (why === 'a pattern')
    return refusal(
      `\`${text}\` has what may be a pattern of jsonpath (like_regex), which PostgreSQL compiles as soon as it reads it, and nothing costly is computed before an approval.`,
      'Ask for it without like_regex, and without comments and backslashes in the path.',
    )
  return why === 'of constants'
    ? refusal(
        `In \`${text}\`, \`${what}\` may be computed from constants alone, which PostgreSQL does as soon as it is asked, and nothing is computed before an approval.`,
        'Write the result instead.',
      )
    : refusal(
        `\`${text}\` may give another result tomorrow, so it cannot be indexed: \`${what}\` is ${why}.`,
        immutableWay,
      )
}

const immutableWay = "Use what is IMMUTABLE, e.g. `((created_at AT TIME ZONE 'UTC')::date)`."

/** PostgreSQL's own objection, told apart by SQLSTATE (manual, appendix A). */
const objected = (
  wished: IndexInput,
  facts: TableFacts,
  { code, message, hint }: Objection,
): Refusal => {
  if (code === '42P17' && message.includes('IMMUTABLE')) {
    return refusal(
      `\`${(message.includes('predicate') ? wished.where : undefined) ?? wished.columns}\` may give another result tomorrow, so it cannot be indexed. PostgreSQL says: ${message}.`,
      immutableWay,
    )
  }
  return refusal(`PostgreSQL says: ${message}.`, wayOut(wished, facts, { code, message, hint }))
}

const wayOut = (
  { method }: IndexInput,
  { opclasses, parts, table }: TableFacts,
  { code, message, hint }: Pick<Objection, 'code' | 'message' | 'hint'>,
): string => {
  if (code === '42P01') {
    return `Name columns without their table: \`${table.columns[0]?.name ?? 'id'}\`.`
  }
  if (code !== '42704') return hint ?? 'Fix that and try again.'
  const known = opclasses.map(({ name }) => name)
  const unknown = parts.elements.find(one => one.opclass !== null && !known.includes(one.opclass))
  const close = nearest(unknown?.opclass ?? '', known)
  if (unknown) return close === undefined ? 'Leave it out.' : `Did you mean \`${close}\`?`
  const type = / type (.+) has no default operator class/.exec(message)?.[1]
  const fitting = opclasses.filter(({ fits }) =>
    type === undefined ? fits.length > 0 : fits.includes(type),
  )
  return fitting.length === 0
    ? `Use another \`method=\`: ${method} has nothing for it here.`
    : `Name an operator class after the column: ${fitting.map(({ name }) => `\`${name}\``).join(', ')}.`
}

const roomRefusal = (
  { method }: IndexInput,
  { table, partitions, node, actor, limits }: Found,
  tried: Tried | Untried,
): Refusal | undefined => {
  if (tried.kind !== 'tried') return undefined
  const unbuilt = partitions?.all.filter(({ kind, same }) => kind === 'table' && same === null)
  const pieces = unbuilt
    ? unbuilt.map(one => sizeOf(method, partOf(tried, { partitions }, one), one))
    : [sizeOf(method, tried, table)]
  if (pieces.includes(null)) return undefined
  const size = pieces.reduce<number>((sum, piece) => sum + (piece ?? 0), 0)
  // Builds run in turn, so only the largest sort needs disk beside the indexes.
  const largest = Math.max(0, ...pieces.map(piece => piece ?? 0))
  const full = notEnoughDisk({
    what: 'build',
    node,
    disk: diskOf(node, tried),
    room: size - largest + roomFor(largest, limits),
    wal: walOf(method, size),
    freeBytes: tried.freeBytes,
    about: tried.wal,
  })
  return full ?? overTemporary({ what: 'build', actor: actor ?? '', method, size: largest, limits })
}
