/** Why the rows of a table of a clone are not brought back, and the way out. */
import type { ClonedTable, CloneFacts, ExportFacts } from '#cluster/facts/clone/look'
import { collationOf } from '#cluster/facts/clone/look'
import type { OwnType } from '#cluster/facts/clone/types'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { notEnoughDisk } from '#playbooks/shared/disk-room'
import { mayNotActAs, noLogin, severalNamed } from '#playbooks/shared/refusals'
import { fewOf } from '#text/figures'
import { listed } from '#text/listed'
import { nearest } from '#text/nearest'

export interface ReadyExport extends ClonedTable {
  readonly cluster: string
  readonly database: string
  readonly node: string
  readonly clone: CloneFacts
  /** Quoted. */
  readonly schema: string
}

export const exportRefused = (
  typed: { readonly clone: string; readonly table: string; readonly to?: string | undefined },
  facts: ExportFacts,
): Refusal | ReadyExport => {
  const { clone, cluster, database, node, login } = facts
  if (clone === null) return noClone(typed.clone, facts)
  if (login === null) return noLogin('ddl')
  if (clone.login === null)
    return refusal(
      `${clone.name} has no login for ddl, and the rows are read as the owner of the table.`,
      'Add `credentials.ddl` to it in the inventory.',
    )
  const found = tableMeant(typed.table, clone)
  if (isRefusal(found)) return found
  const refused =
    stillReplays(clone) ??
    otherKind(found) ??
    mayNotAct(facts, clone, login, found) ??
    otherTypes(cluster, database, found) ??
    nameTaken(typed.to, found) ??
    noRoom(node, found)
  const { schema } = found.quarantine
  if (refused) return refused
  if (schema === null) throw new Error('no name is free')
  return { ...found, cluster, database, node, clone, schema }
}

const noClone = (typed: string, { cluster, clones }: ExportFacts): Refusal =>
  refusal(
    typed === cluster
      ? `${cluster} is no clone: rows come back from a clone of it.`
      : `There is no clone ${typed} of ${cluster}.`,
    clones.length === 0
      ? `Make a clone of ${cluster} at the moment whose rows you want.`
      : `Name ${listed(clones, 'or')}.`,
  )

const tableMeant = (
  typed: string,
  { name, tables, known, noTable, locked, found }: CloneFacts,
): ClonedTable | Refusal => {
  if (found) return found
  if (locked)
    return refusal(
      `${typed} is locked in ${name}, by another session or by the replay of a change that had not ended at that moment.`,
      'Take a clone of an earlier moment, or end the session there.',
    )
  if (tables.length > 1) return severalNamed('table', typed, tables)
  if (noTable)
    return refusal(
      noTable.kind === 'view'
        ? `${noTable.quoted} is a view, which has no rows of its own.`
        : `${noTable.quoted} is a foreign table: its rows are elsewhere, and as they are now.`,
      noTable.kind === 'view' ? 'Name a table that the view reads.' : 'Look for them there.',
    )
  const close = nearest(typed, known)
  return refusal(
    `There is no table ${typed} in ${name}.`,
    close === undefined
      ? 'Check its schema and spelling, and `database=`: or the clone is of a moment at which the table was not there.'
      : `Did you mean \`${close}\`?`,
  )
}

/** Replay may end a long read, and the rows would be of no moment that anybody named. */
const stillReplays = ({ name, moment }: CloneFacts): Refusal | undefined =>
  moment.recovering && !moment.paused
    ? refusal(
        `${name} still replays WAL, and is at ${moment.lsn ?? 'no known place'} now.`,
        'Wait until it is paused at its moment.',
      )
    : undefined

const otherKind = ({ table, copied }: ClonedTable): Refusal | undefined => {
  const { quoted, kind, persistence } = table
  if (kind === 'materialized view')
    return refusal(
      `${quoted} is a materialized view, whose rows come from its query.`,
      'Bring back the tables that it reads, and refresh it.',
    )
  if (persistence !== 'permanent')
    return refusal(
      `${quoted} is ${persistence}: it is in no backup, and empty in each clone.`,
      'Nothing of it can be brought back.',
    )
  if (copied.elsewhere.length > 0)
    return refusal(
      `${fewOf(copied.elsewhere)} of ${quoted} ${copied.elsewhere.length === 1 ? 'is a foreign or an unlogged table' : 'are foreign or unlogged tables'}, whose rows no clone has.`,
      'Bring back the other parts one by one, each as a table.',
    )
  if (copied.rowSecurity === 'owner')
    return refusal(
      `Row-level security of ${quoted} holds for its owner too, so not every row can be read.`,
      `Run in a promoted clone: \`ALTER TABLE ${quoted} NO FORCE ROW LEVEL SECURITY\`.`,
    )
  return copied.largeObjects.length > 0
    ? refusal(
        `${listed(copied.largeObjects)} of ${quoted} may name large objects, which would not come with the rows.`,
        'Bring both back by hand: pg_dump with `--table` and `--large-objects` from the clone.',
      )
    : undefined
}

const mayNotAct = (
  { cluster, database }: ExportFacts,
  clone: CloneFacts,
  login: string,
  { table: { owner, quoted }, quarantine, reach, reachThere }: ClonedTable,
): Refusal | undefined => {
  if (!quarantine.owner)
    return refusal(
      `${owner}, who owns ${quoted} in ${clone.name}, is not a role of ${cluster} any more.`,
      `Make the role again: the table that is made belongs to it.`,
    )
  const here = mayNotActAs(login, owner, quoted, reach)
  if (here) return here
  const there = mayNotActAs(clone.login ?? '', owner, `${quoted} in ${clone.name}`, reachThere)
  if (there) return there
  return quarantine.createGrant === null
    ? undefined
    : refusal(
        `${owner} may not make a schema in database ${database}.`,
        `Let the owner of the database run: \`${quarantine.createGrant}\`. It can be taken back afterwards.`,
      )
}

const otherTypes = (
  cluster: string,
  database: string,
  { table: { quoted }, copied, types, typesHere, quarantine }: ClonedTable,
): Refusal | undefined => {
  const missing = types.filter(({ name }) => !typesHere.some(here => here.name === name))
  const collations = copied.columns.flatMap(({ type }) => collationOf(type) ?? [])
  const unknown = [
    ...missing.map(({ name }) => `type ${name}`),
    ...collations
      .filter(name => !quarantine.collations.includes(name))
      .map(name => `collation ${name}`),
  ]
  if (unknown.length > 0)
    return refusal(
      `${quoted} needs ${fewOf(unknown)}, which database ${database} of ${cluster} does not have.`,
      'Make them again first, as they are in the clone.',
    )
  const other = types.flatMap(type => {
    const here = typesHere.find(({ name }) => name === type.name)
    const words = here && differs(type, here)
    return words === undefined ? [] : [`${type.name} ${words}`]
  })
  return other.length > 0
    ? refusal(
        `${cluster} has other types than ${quoted} was made with: ${fewOf(other, 3, '; ')}.`,
        'Add what is missing, or bring the rows back by hand into columns of type text.',
      )
    : undefined
}

/** An enum with more labels takes each row. */
const differs = (there: OwnType, here: OwnType): string | undefined => {
  if (there.kind !== here.kind) return `was of kind ${there.kind} and is of kind ${here.kind}`
  if (there.kind === 'enum') {
    const gone = there.parts.filter(label => !here.parts.includes(label))
    return gone.length === 0 ? undefined : `has no ${fewOf(gone)} any more`
  }
  const [was, is] = [there.parts.join(', '), here.parts.join(', ')]
  return was === is ? undefined : `was ${was} and is ${is}`
}

const nameTaken = (to: string | undefined, { quarantine }: ClonedTable): Refusal | undefined =>
  (to !== undefined && quarantine.taken) || quarantine.schema === null
    ? refusal(
        to === undefined
          ? 'A hundred schemas have the name that the copy would get.'
          : `There is a schema ${to} already.`,
        to === undefined || quarantine.schema === null
          ? 'Give another name with `to=`.'
          : `Give another name: \`to=${quarantine.schema}\` is free.`,
      )
    : undefined

const noRoom = (node: string, { copied, freeBytes, wal }: ClonedTable): Refusal | undefined =>
  notEnoughDisk({
    what: 'copy',
    disk: node,
    node,
    room: copied.bytes,
    wal: copied.bytes,
    freeBytes,
    about: wal,
  })
