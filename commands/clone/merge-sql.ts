/** The statements of a merge, for a person to run: Howdah runs none of them. */
import type { MergedColumn, MergedTable } from '#cluster/facts/clone/merging'

export interface MergeSql {
  /** Counts missing rows and different rows; lists such rows where there is no key. */
  readonly compare: string
  /** Null where rows cannot be told apart. */
  readonly insert: string | null
  /** Null without a key, and without a column beside it. */
  readonly update: string | null
  /** Quoted columns of the copy that the table does not take any more. */
  readonly left: readonly string[]
}

export const mergeSql = (copy: MergedTable, into: MergedTable): MergeSql => {
  const there = new Map(into.columns.map(column => [column.name, column]))
  const shared = copy.columns.flatMap(({ name }) => there.get(name) ?? [])
  const columns = shared.filter(({ generated }) => !generated)
  const left = copy.columns.map(({ name }) => name).filter(name => !there.has(name))
  const usable =
    into.key.length > 0 && into.key.every(key => columns.some(({ name }) => name === key.name))
  return usable
    ? { ...byKey(copy.quoted, into, columns), left }
    : { ...byRow(copy.quoted, into, columns), left }
}

const byKey = (copy: string, into: MergedTable, columns: readonly MergedColumn[]) => {
  const keys = into.key.map(({ name }) => name)
  const values = columns.filter(({ name }) => !keys.includes(name))
  const same = into.key.map(({ name, equals }) => `now.${name} ${equals} old.${name}`).join(' AND ')
  const differs = `ROW(${textsOf('now', values)}) IS DISTINCT FROM ROW(${textsOf('old', values)})`
  const given = values.filter(({ always }) => !always)
  const changed =
    values.length === 0
      ? ''
      : `, count(*) FILTER (WHERE now.${keys[0]} IS NOT NULL AND ${differs}) AS changed`
  return {
    compare: `SELECT count(*) FILTER (WHERE now.${keys[0]} IS NULL) AS missing${changed} FROM ${copy} old LEFT JOIN ${into.quoted} now ON ${same}`,
    insert: `${insertOf(into, columns)} SELECT ${namesOf(columns)} FROM ${copy} ON CONFLICT (${keys.join(', ')}) DO NOTHING`,
    update:
      given.length === 0
        ? null
        : `UPDATE ${into.quoted} now SET ${given.map(({ name }) => `${name} = old.${name}`).join(', ')} FROM ${copy} old WHERE ${same} AND ${differs}`,
  }
}

/** Of other types an equality in `public` may fit better than PostgreSQL's own; of text none does. */
const textsOf = (alias: string, columns: readonly MergedColumn[]): string =>
  columns.map(({ name }) => `${alias}.${name}::text`).join(', ')

/** Without a key a row is the same where each value is. */
const byRow = (copy: string, into: MergedTable, columns: readonly MergedColumn[]) => {
  const missing = (names: string) =>
    `SELECT ${names} FROM ${copy} EXCEPT ALL SELECT ${names} FROM ${into.quoted}`
  return {
    compare: missing(valuesOf(columns)),
    insert: columns.every(({ equal }) => equal)
      ? `${insertOf(into, columns)} ${missing(namesOf(columns))}`
      : null,
    update: null,
  }
}

const namesOf = (columns: readonly MergedColumn[]): string =>
  columns.map(({ name }) => name).join(', ')

/** EXCEPT compares by the default order of a type, made by the owner of the type alone. */
const valuesOf = (columns: readonly MergedColumn[]): string =>
  columns.map(({ name, equal }) => `${name}${equal ? '' : '::text'}`).join(', ')

const insertOf = ({ quoted }: MergedTable, columns: readonly MergedColumn[]): string =>
  `INSERT INTO ${quoted} (${namesOf(columns)})${columns.some(({ always }) => always) ? ' OVERRIDING SYSTEM VALUE' : ''}`
