/** The kind of a statement from its first words: all that is told of a text that may hold a value anywhere. */
import { hidden, piecesOf } from '#cluster/sql/without-literals'

const alone = new Set(
  `abort analyze base_backup begin call checkpoint close cluster comment commit copy create_replication_slot
   deallocate declare delete discard do drop_replication_slot end execute explain fetch grant import insert
   listen load lock merge move notify prepare reassign refresh reindex release reset revoke rollback savepoint
   security select set show start start_replication table truncate unlisten update vacuum values with`.split(
    /\s+/,
  ),
)

const verbs = new Set(['alter', 'create', 'drop'])

/** Words that stand between the verb and the object. */
const between = new Set(
  'or replace unique temp temporary unlogged recursive global local trusted constraint'.split(' '),
)

const objects = [
  'access method',
  'default privileges',
  'event trigger',
  'foreign data wrapper',
  'foreign table',
  'materialized view',
  'text search',
  'user mapping',
  ...`aggregate cast collation conversion database domain extension function group index language operator policy
    procedure publication role routine rule schema sequence server statistics subscription system table
    tablespace trigger type user view`.split(/\s+/),
]

/** Says `alter role …`; only `…` where the first word begins no statement. */
export const kindOf = (text: string): string => {
  const [verb = '', ...rest] = firstWords(text)
  if (alone.has(verb)) return `${verb} ${hidden}`
  if (!verbs.has(verb)) return hidden
  const object = rest.slice(rest.findIndex(word => !between.has(word))).join(' ')
  const named = objects.find(one => object === one || object.startsWith(`${one} `))
  return named === undefined ? `${verb} ${hidden}` : `${verb} ${named} ${hidden}`
}

/** More words than any kind has. */
const most = 8

const firstWords = (text: string): readonly string[] =>
  piecesOf(text.slice(0, 1_000))
    .filter(({ kind, text: piece }) => kind === 'shown' && piece.trim() !== '')
    .slice(0, most)
    .map(({ text: piece }) => piece.toLowerCase())
