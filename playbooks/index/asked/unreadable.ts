/** Why parts of a wished index cannot be read as SQL, with what to write. */

import type { Column } from '#cluster/facts/table/tables'
import { type ReadIndex, readIndex, unreadParts } from '#cluster/sql/index-definition'
import { about, type Refusal, refusal } from '#model/refusal'
import { type IndexInput, textOf } from '#playbooks/index/create-input'

type Unread = Omit<Extract<ReadIndex, { readonly ok: false }>, 'ok'>

/** Every part that cannot be read; `columns` are those of the table, empty where there is none. */
export const unreadable = (wished: IndexInput, columns: readonly Column[]): readonly Refusal[] =>
  unreadParts(textOf(wished)).map(read => unread(wished, read, columns))

export const unread = (
  wished: IndexInput,
  { key, because }: Unread,
  columns: readonly Column[],
): Refusal => {
  const word = / at or near "(.+)"$/.exec(because)?.[1]?.toLowerCase()
  const reserved = columns.find(({ name, quoted }) => name === word && quoted !== name)
  const enclosed = `(${wished.columns})`
  const way =
    key === 'columns' && !reserved && isExpression(wished, enclosed)
      ? `Put an expression in parentheses: \`columns=${enclosed}\`.`
      : reserved
        ? `The column’s name is a word of SQL: write \`${reserved.quoted}\`, in quotes.`
        : `Write it as in CREATE INDEX${key === 'columns' ? ' between the parentheses, e.g. `lower(email), created_at desc`' : ''}.`
  return about(key, refusal(`\`${key}\` cannot be used: ${because}.`, way))
}

/** A list in parentheses would be one row. */
const isExpression = (wished: IndexInput, enclosed: string): boolean =>
  !wished.columns.includes(',') && readIndex({ ...textOf(wished), columns: enclosed }).ok
