import { z } from 'zod'
import {
  type ClonedShapes,
  shapeNamed,
  shapesOfClone,
  type TableCount,
  type TableShape,
} from '#cluster/facts/clone/table-shapes'
import { rowsInChat } from '#commands/clone/rows-in-chat'
import { unanswered } from '#commands/clone/unanswered'
import { answers } from '#model/command'
import { line } from '#model/input'
import { type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { bytes, count, counted, fewOf } from '#text/figures'
import { minute } from '#text/instant'
import { listed } from '#text/listed'
import { nearest } from '#text/nearest'
import { writeCommand } from '#text/write-command'

export const cloneInspect = answers({
  words: 'clone inspect',
  summary: 'Tables of a clone beside the live ones: rows, ages, sizes and columns, no data',
  example: 'shop-clone-1 table=orders',
  first: 'clone',
  verb: 'read',
  needs: 'cluster',
  input: z.object({
    clone: line.max(60).describe('As `clone list` names it'),
    table: line
      .max(130)
      .optional()
      .describe('One table, whose rows are counted; all tables when left out')
      .meta({ names: 'table', writtenAs: 'name' }),
  }),
  async answer({ input: { clone, table }, view, engine }) {
    const showsRows = rowsInChat(engine.config, view.cluster.name) !== undefined
    return shapesSaid(await shapesOfClone(view, clone, table), table, showsRows)
  },
})

/** `showsRows`: whether the inventory lets rows be shown. */
export const shapesSaid = (
  found: ClonedShapes,
  table: string | undefined,
  showsRows = false,
): Answer | Refusal => {
  const { cluster, clone, clones, there, here } = found
  if (there === null) return unanswered({ cluster, clone, clones })
  return table === undefined
    ? allSaid(found, there)
    : oneSaid({ ...found, there, here, showsRows }, table)
}

const mostRows = 30

const allSaid = ({ cluster, clone, here }: ClonedShapes, there: readonly TableShape[]): Answer => {
  const names = [...new Set([...there, ...here].map(({ quoted }) => quoted))].sort()
  const pairs = names.map(quoted => ({
    quoted,
    one: there.find(shape => shape.quoted === quoted),
    two: here.find(shape => shape.quoted === quoted),
  }))
  const gone = pairs.filter(({ two }) => !two)
  const made = pairs.filter(({ one }) => !one)
  const other = pairs.filter(({ one, two }) => one && two && differing(one, two).length > 0)
  const sorted = [...new Set([...gone, ...other, ...made, ...pairs])]
  const [first] = sorted
  return answer(
    `${clone} has ${counted(there.length, 'table')}, ${cluster} has ${counted(here.length, 'table')}.`,
    {
      lines: [
        ...some(gone, `not on ${cluster} any more`),
        ...some(made, `not in ${clone} yet`),
        ...some(other, 'with other columns'),
        'Rows are as the planner counts, as of the last ANALYZE; `table=` counts the rows of one.',
      ],
      table: {
        columns: ['Table', `Rows in ${clone}`, `Rows on ${cluster}`, 'Sizes', 'Columns'],
        rows: sorted
          .slice(0, mostRows)
          .map(({ quoted, one, two }) => [
            quoted,
            planned(one),
            planned(two),
            `${sizeOf(one)}, ${sizeOf(two)}`,
            one && two ? (differing(one, two).length > 0 ? 'differ' : 'the same') : '–',
          ]),
      },
      offers: first
        ? [
            {
              label: 'Count the First',
              command: writeCommand('clone inspect', { clone, table: first.quoted, cluster }),
            },
          ]
        : [],
    },
  )
}

const some = (pairs: readonly { readonly quoted: string }[], what: string): readonly string[] =>
  pairs.length === 0
    ? []
    : [`${counted(pairs.length, 'table')} ${what}: ${fewOf(pairs.map(({ quoted }) => quoted))}.`]

const planned = (shape: TableShape | undefined): string =>
  shape === undefined
    ? 'no table'
    : shape.rows === null
      ? 'not known'
      : `about ${count(shape.rows)}`

const sizeOf = (shape: TableShape | undefined): string => {
  if (shape === undefined) return '–'
  return shape.bytes === null ? 'locked' : bytes(shape.bytes)
}

/** Columns of a single side, or of different types. */
const differing = (one: TableShape, two: TableShape): readonly string[] => [
  ...one.columns.filter(column => !two.columns.includes(column)),
  ...two.columns.filter(column => !one.columns.includes(column)),
]

const oneSaid = (
  {
    cluster,
    clone,
    there,
    here,
    counted: found,
    showsRows,
  }: ClonedShapes & { readonly there: readonly TableShape[]; readonly showsRows: boolean },
  table: string,
): Answer | Refusal => {
  const [one, two] = [shapeNamed(there, table), shapeNamed(here, table)]
  const quoted = one?.quoted ?? two?.quoted
  if (quoted === undefined) return noTable({ cluster, clone, there }, table)
  const times = [
    ...new Set([
      ...Object.keys(found?.there?.newest ?? {}),
      ...Object.keys(found?.here?.newest ?? {}),
    ]),
  ]
  const row = (what: string, of: (shape: TableShape, found: TableCount | null) => string) => [
    what,
    one ? of(one, found?.there ?? null) : 'no table',
    two ? of(two, found?.here ?? null) : 'no table',
  ]
  return answer(
    `${quoted}: ${one ? rowsOf(one, found?.there ?? null) : 'no table'} in ${clone}, ${two ? rowsOf(two, found?.here ?? null) : 'no table'} on ${cluster}.`,
    {
      lines: [
        ...(one && two ? columnLines(one, two, { clone, cluster }) : []),
        ...unread(found, { one, two }),
      ],
      table: {
        columns: ['Figure', clone, cluster],
        rows: [
          row('Rows', rowsOf),
          ...times.map(name => row(`Newest ${name}`, (_, of) => newestOf(of, name))),
          row('Size', sizeOf),
          row('Columns', ({ columns }) => String(columns.length)),
        ],
      },
      offers: one
        ? [
            ...(showsRows
              ? [
                  {
                    label: 'Show Rows',
                    command: writeCommand('clone rows', { clone, table: quoted, cluster }),
                  },
                ]
              : []),
            {
              label: 'Export Table',
              command: writeCommand('clone export', { table: quoted, clone, cluster }),
            },
          ]
        : [],
    },
  )
}

const rowsOf = (shape: TableShape, found: TableCount | null): string => {
  if (found?.rows !== null && found?.rows !== undefined) return counted(found.rows, 'row')
  if (shape.bytes === null) return 'locked by replay'
  return shape.rows === null ? 'rows not known' : `about ${counted(shape.rows, 'row')}`
}

const newestOf = (found: TableCount | null, name: string): string => {
  const newest = found?.newest[name]
  if (newest === undefined) return 'not known'
  return newest === null ? 'none' : minute(newest)
}

const columnLines = (
  one: TableShape,
  two: TableShape,
  { clone, cluster }: { readonly clone: string; readonly cluster: string },
): readonly string[] => {
  const only = (own: TableShape, other: TableShape, where: string) => {
    const names = own.columns.filter(column => !other.columns.includes(column))
    return names.length === 0 ? [] : [`Only ${where} has ${listed(names)}.`]
  }
  const lines = [...only(one, two, clone), ...only(two, one, cluster)]
  return lines.length === 0 ? ['Both have the same columns.'] : lines
}

/** Why figures are no counts. */
const unread = (
  found: ClonedShapes['counted'],
  shapes: { readonly one: TableShape | undefined; readonly two: TableShape | undefined },
): readonly string[] => {
  const all = [shapes.one, shapes.two].filter(shape => shape !== undefined)
  if (all.some(({ readable }) => !readable))
    return ['The login that observes may not read the rows, so they are not counted.']
  if (found?.there?.callsCode || found?.here?.callsCode)
    return [
      'Its rows are not counted: it has row security, or an index, constraint or statistic that calls a function of the database, and no such code runs for a question.',
    ]
  const slow =
    (shapes.one && found?.there?.rows === null) || (shapes.two && found?.here?.rows === null)
  return slow ? ['Counting took too long, or the table is locked.'] : []
}

const noTable = (
  {
    cluster,
    clone,
    there,
  }: { readonly cluster: string; readonly clone: string; readonly there: readonly TableShape[] },
  table: string,
): Refusal => {
  const close = nearest(
    table,
    there.map(({ quoted }) => quoted),
  )
  return refusal(
    `Neither ${clone} nor ${cluster} has a table ${table}.`,
    close === undefined ? 'Leave `table=` out to see all.' : `Did you mean ${close}?`,
    writeCommand('clone inspect', { clone, cluster }),
  )
}
