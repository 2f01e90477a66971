import { z } from 'zod'
import {
  type ClonedRows,
  isHidden,
  mostCharacters,
  mostColumns,
  rowsOfClone,
  type ShownRows,
} from '#cluster/facts/clone/table-rows'
import { rowsInChat } from '#commands/clone/rows-in-chat'
import { unanswered } from '#commands/clone/unanswered'
import { answers } from '#model/command'
import type { RowsInChat } from '#model/configuration'
import { line } from '#model/input'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { counted, fewOf } from '#text/figures'
import { codePoint, invisible } from '#text/invisible'
import { listed } from '#text/listed'
import { nearest } from '#text/nearest'
import { writeCommand } from '#text/write-command'

export const cloneRows = answers({
  words: 'clone rows',
  summary: 'The last rows of a table of a clone, where the inventory lets them be shown',
  example: 'shop-clone-1 table=orders columns=id,paid',
  first: 'clone',
  verb: 'read',
  needs: 'cluster',
  input: z.object({
    clone: line.max(60).describe('As `clone list` names it'),
    table: line.max(130).describe('Which table').meta({ names: 'table', writtenAs: 'name' }),
    columns: line
      .max(330)
      .optional()
      .describe('Up to five columns, with commas between; the first ones when left out'),
  }),
  async answer({ input: { clone, table, columns: typed }, view, engine, person, origin }) {
    const cluster = view.cluster.name
    if (origin.via === 'schedule')
      return refusal('Rows are shown to a person who asks, and by no schedule.', 'Ask yourself.')
    const allowed = rowsInChat(engine.config, cluster)
    if (!allowed) return notAllowed(cluster, clone, table)
    const columns = typed?.split(',').map(one => one.trim())
    if (columns && columns.length > mostColumns)
      return refusal(`${columns.length} columns are too many for a message.`, 'Name at most five.')
    const found = await rowsOfClone(view, { clone, table, columns, ...allowed })
    const said = rowsSaid(found, { table, columns, allowed })
    const shown = found.found?.shown
    // First the record, then the rows.
    if (!isRefusal(said) && found.found && shown)
      await engine.rowsShown(person, {
        cluster,
        clone,
        database: view.database,
        table: found.found.shape.quoted,
        columns: shown.columns,
        rows: shown.rows.length,
      })
    return said
  },
})

interface Asked {
  readonly table: string
  readonly columns: readonly string[] | undefined
  readonly allowed: RowsInChat
}

export const rowsSaid = (found: ClonedRows, asked: Asked): Answer | Refusal => {
  const { cluster, clone, tables } = found
  if (tables === null) return unanswered(found)
  if (!found.found) return noTable(found, asked.table)
  const { shape, columns, shown } = found.found
  if (shown === null) return notRead(found, found.found, asked)
  const { rows, key } = shown
  const others = columns.filter(({ name }) => !shown.columns.includes(name))
  const hidden = others.filter(({ name }) => isHidden(name, asked.allowed.hide))
  const more = others.filter(one => !hidden.includes(one))
  return answer(
    `${shape.quoted} in ${clone}: ${rows.length === 0 ? 'no rows' : `${counted(rows.length, 'row')}, ${key.length === 0 ? 'in no order' : `the last by ${listed(key)} first`}`}.`,
    {
      lines: [
        ...(more.length === 0
          ? []
          : [`Not shown: ${fewOf(more.map(({ name }) => name))}; name them with \`columns=\`.`]),
        ...(hidden.length === 0
          ? []
          : [`Hidden by the inventory: ${fewOf(hidden.map(({ name }) => name))}.`]),
        ...(isCut(shown) ? [`Values are cut after ${mostCharacters} characters.`] : []),
        'The record has that you saw rows of this table, and no value of them.',
      ],
      ...(rows.length === 0
        ? {}
        : { table: { columns: shown.columns, rows: rows.map(row => row.map(cellOf)) } }),
      offers: [
        {
          label: 'Export Table',
          command: writeCommand('clone export', { table: shape.quoted, clone, cluster }),
        },
      ],
    },
  )
}

const isCut = ({ rows }: ShownRows): boolean =>
  rows.some(row => row.some(value => value !== null && Array.from(value).length > mostCharacters))

/** Invisible characters as codes: a value must not look like another value. */
const cellOf = (value: string | null): string => {
  if (value === null) return 'NULL'
  const all = Array.from(value)
  const text = all.slice(0, mostCharacters).map(one => (invisible.test(one) ? codePoint(one) : one))
  return `${text.join('')}${all.length > mostCharacters ? '…' : ''}`
}

const notAllowed = (cluster: string, clone: string, table: string): Refusal =>
  refusal(
    `The inventory does not let rows of ${cluster} be shown in chat.`,
    'Count them, or bring the table back with `clone export`. Whoever keeps the inventory may add `rows_in_chat: { most: 10 }` to the cluster.',
    writeCommand('clone inspect', { clone, table, cluster }),
  )

const noTable = ({ cluster, clone, tables }: ClonedRows, table: string): Refusal => {
  const close = nearest(
    table,
    (tables ?? []).map(({ quoted }) => quoted),
  )
  return refusal(
    `${clone} has no table ${table}.`,
    close === undefined ? 'See which tables there are.' : `Did you mean ${close}?`,
    writeCommand('clone inspect', { clone, cluster }),
  )
}

const notRead = (
  { cluster, clone, login }: ClonedRows,
  { shape, columns, callsCode }: NonNullable<ClonedRows['found']>,
  { columns: wished, allowed }: Asked,
): Refusal => {
  const { quoted } = shape
  const hidden = wished?.filter(name => isHidden(name, allowed.hide)) ?? []
  if (hidden.length > 0)
    return refusal(`The inventory hides ${listed(hidden)}.`, 'Leave that out of `columns=`.')
  const unknown = wished?.find(name => !columns.some(one => one.name === name))
  if (unknown !== undefined) {
    const close = nearest(
      unknown,
      columns.map(({ name }) => name),
    )
    return refusal(
      `${quoted} in ${clone} has no column ${unknown}.`,
      close === undefined
        ? 'Leave `columns=` out to see the first ones.'
        : `Did you mean ${close}?`,
    )
  }
  if (callsCode)
    return refusal(
      `Reading ${quoted} would call functions of the database, or its row security: nothing is read of it for a question.`,
      'Bring the table back with `clone export`.',
    )
  if (shape.bytes === null)
    return refusal(
      `${quoted} is locked in ${clone} by the replay of a change that had not ended at that moment.`,
      'Restore to an earlier moment.',
      writeCommand('restore point-in-time', { cluster }),
    )
  return columns.some(one => one.readable && (wished?.includes(one.name) ?? true))
    ? refusal(
        `Reading ${quoted} took too long, or the table is locked.`,
        'Bring the table back with `clone export`.',
      )
    : refusal(
        `${login}, the login that observes, may not read rows of ${quoted} in ${clone}.`,
        `A clone has the rights of its moment: bring the table back with \`clone export\`, or let the owner run \`GRANT SELECT ON ${quoted} TO …\` on ${cluster} for clones of later moments.`,
      )
}
