/** Facts about indexes as plain data: all is well on `public.users` until an override. */

import type { CopyNames } from '#cluster/facts/index/copies'
import type { DropFacts, FoundIndex, RebuildFacts } from '#cluster/facts/index/existing'
import type { Index } from '#cluster/facts/index/indexes'
import type { TableFacts } from '#cluster/facts/index/requested'
import type { Tried } from '#cluster/facts/index/trial'
import type { BuildAgain } from '#cluster/facts/index/undo'
import type { Untried } from '#cluster/facts/index/untried'
import type { SortLimits } from '#cluster/facts/node/limits'
import type { WalAbout } from '#cluster/facts/node/wal'
import type { Table } from '#cluster/facts/table/tables'
import type { IndexElement, IndexParts } from '#cluster/sql/index-definition'

export const [MB, GB] = [1_024 ** 2, 1_024 ** 3]

export const ownerGrant = 'GRANT app TO howdah WITH INHERIT FALSE, SET TRUE'

export const indexFacts = (more: Partial<Index> = {}): Index => {
  const { name = 'users_email_idx' } = more
  const definition = `INDEX ${name} ON public.users USING btree (email)`
  return {
    oid: '16500',
    schema: 'public',
    name,
    quoted: `public.${name}`,
    table: 'users',
    quotedTable: 'public.users',
    tableOid: '16421',
    owner: 'app',
    method: 'btree',
    definition: `CREATE ${definition}`,
    signature: 'email',
    createStatement: `CREATE ${definition.replace('INDEX', 'INDEX CONCURRENTLY')}`,
    extraStatements: [],
    bytes: 8 * MB,
    valid: true,
    inProgress: null,
    unique: false,
    nullsNotDistinct: false,
    deferrable: false,
    primary: false,
    replicaIdentity: false,
    constraint: null,
    foreignKeys: [],
    partition: false,
    partitioned: false,
    lackedBy: [],
    exclusion: false,
    clustered: false,
    logged: true,
    tablespace: null,
    ...more,
  }
}

export const walFacts = (more: Partial<WalAbout> = {}): WalAbout => ({
  usualBytes: GB,
  keptBy: null,
  replicas: false,
  disk: null,
  ...more,
})

export const limitFacts = (more: Partial<SortLimits> = {}): SortLimits => ({
  sortBytes: 64 * MB,
  temporaryBytes: null,
  processes: 1,
  ...more,
})

type AnyFacts = FoundIndex & DropFacts & RebuildFacts

export interface FoundMore extends Partial<Omit<AnyFacts, 'index' | 'place' | 'claim'>> {
  readonly index?: Partial<Index>
}

export const foundIndex = ({ index: ofIndex, ...more }: FoundMore = {}): AnyFacts => {
  const index = indexFacts(ofIndex)
  const { owner: role, schema, name, quoted, tableOid, quotedTable: label } = index
  return {
    found: 'one',
    index,
    place: { node: 'shop-1', database: 'shop', role, schema, name, quoted, tableOid },
    claim: { on: 'relation', key: `shop/${tableOid}`, label, mode: 'exclusive' },
    actor: 'howdah',
    maySetRole: true,
    ownerGrant,
    ownerSuperuser: null,
    createGrant: null,
    use: [],
    unreachable: [],
    same: null,
    build: null,
    needs: { refreshes: false, parents: [], statistics: [] },
    replicated: false,
    freeBytes: 40 * GB,
    wal: walFacts(),
    limits: limitFacts(),
    waitsFor: [],
    work: null,
    copies: [],
    copyNames: namesOfCopies(index),
    likeCopies: [],
    ...more,
  }
}

/** As PostgreSQL names the copies of an index whose name is short. */
const namesOfCopies = ({ name, quoted }: Index): CopyNames => {
  const ending = (of: string) => ({
    name: `${name}${of}`,
    quoted: quoted.endsWith('"') ? `${quoted.slice(0, -1)}${of}"` : `${quoted}${of}`,
  })
  return { fresh: ending('_ccnew'), old: ending('_ccold'), stems: [name, name, name, name] }
}

/** Both, and `more` where they differ. */
export const bothFound = (more: FoundMore, less: FoundMore): FoundMore => ({
  ...less,
  ...more,
  index: { ...less.index, ...more.index },
})

/** A name that is not all small letters is in quotes; `group` stands for the words of SQL. */
export const tableColumns = (...names: readonly string[]): Table['columns'] =>
  names.map(name => ({
    name,
    quoted: /^(?!group$)[a-z]+$/.test(name) ? name : `"${name}"`,
    type: 'text',
    typeOid: '25',
  }))

export const elementOf = (more: Partial<IndexElement>): IndexElement => ({
  column: null,
  expression: null,
  opclass: null,
  parameters: '',
  order: '',
  collation: null,
  ...more,
})

export const partsOf = (more: Partial<IndexParts> = {}): IndexParts => ({
  elements: [elementOf({ column: 'email' })],
  include: [],
  where: null,
  nullsNotDistinct: false,
  tablespace: null,
  columns: ['email'],
  ...more,
})

export interface RequestedMore extends Partial<Omit<TableFacts, 'table' | 'parts'>> {
  readonly table?: Partial<Table>
  readonly parts?: Partial<IndexParts>
}

/** What an index on `email` is asked for on. */
export const requestedIndex = ({ table, parts, ...more }: RequestedMore = {}): TableFacts => ({
  table: {
    oid: '16421',
    schema: 'public',
    name: 'users',
    quoted: 'public.users',
    quotedSchema: 'public',
    kind: 'table',
    persistence: 'permanent',
    owner: 'app',
    bytes: 800 * MB,
    rows: 1_000_000,
    columns: tableColumns('id', 'email', 'active'),
    ...table,
  },
  parts: partsOf(parts),
  node: 'shop-1',
  database: 'shop',
  actor: 'howdah',
  opclasses: [],
  name: 'users_email_idx',
  quotedName: 'users_email_idx',
  nameTaken: false,
  indexes: [],
  same: null,
  maySetRole: true,
  ownerGrant,
  ownerSuperuser: null,
  createGrant: null,
  work: null,
  limits: limitFacts(),
  longColumns: [],
  waitsFor: [],
  partitions: null,
  serves: [],
  tag: null,
  unseen: null,
  mingled: [],
  ...more,
})

/** A million values of 24 bytes: 38 MB with btree. */
export const triedIndex = (more: Partial<Tried> = {}): Tried => ({
  kind: 'tried',
  same: null,
  rows: 1_000_000,
  width: 24,
  uncounted: null,
  distinct: null,
  fill: null,
  tablespace: null,
  freeBytes: 40 * GB,
  replicasFree: [],
  wal: walFacts(),
  partitions: null,
  unrun: [],
  catalogue: false,
  ...more,
})

export const untriedIndex = (more: Partial<Untried> = {}): Untried => ({
  kind: 'untried',
  because: 'no',
  way: 'Only the build will tell.',
  ...more,
})

export const buildAgain = (more: Partial<BuildAgain> = {}): BuildAgain => ({
  actor: 'howdah',
  maySetRole: true,
  ownerGrant,
  ownerSuperuser: null,
  createGrant: null,
  schema: 'public',
  owner: 'app',
  nameTaken: false,
  objection: null,
  same: null,
  method: 'btree',
  tablespace: null,
  freeBytes: 40 * GB,
  wal: walFacts(),
  limits: limitFacts(),
  waitsFor: [],
  work: null,
  hasExpression: false,
  ...more,
})
