/** Facts about the export of a table of a clone. */
import type { CopiedFacts } from '#cluster/facts/clone/copied'
import type { ClonedTable, CloneFacts, ExportFacts } from '#cluster/facts/clone/look'
import type { QuarantineFacts } from '#cluster/facts/clone/quarantine'
import type { Table } from '#cluster/facts/table/tables'

export const clonedOrders = (more: Partial<Table> = {}): Table => ({
  oid: '16400',
  schema: 'public',
  name: 'orders',
  quoted: 'public.orders',
  quotedSchema: 'public',
  kind: 'table',
  persistence: 'permanent',
  owner: 'app',
  bytes: 8_192_000,
  rows: 20_000,
  columns: [],
  ...more,
})

export const copiedOrders = (more: Partial<CopiedFacts> = {}): CopiedFacts => ({
  quotedName: 'orders',
  columns: [
    { name: 'id', type: 'bigint', notNull: true },
    { name: '"Note"', type: 'text', notNull: false },
  ],
  grants: [
    { privileges: 'SELECT, UPDATE ("Note")', to: 'reader', role: 'reader', grantable: false },
  ],
  bytes: 8_192_000,
  rows: 20_000,
  parts: 0,
  elsewhere: [],
  rowSecurity: 'none',
  largeObjects: [],
  generated: [],
  ...more,
})

export const quarantine = (more: Partial<QuarantineFacts> = {}): QuarantineFacts => ({
  schema: 'recovered_orders_20261130_1403',
  taken: false,
  owner: true,
  createGrant: null,
  shutOut: { schema: [], table: [] },
  eventTriggers: [],
  roles: ['reader'],
  collations: [],
  ...more,
})

const reaches = { maySetRole: true, ownerGrant: 'GRANT app TO act', ownerSuperuser: null }

export const clonedTable = (more: Partial<ClonedTable> = {}): ClonedTable => ({
  table: clonedOrders(),
  copied: copiedOrders(),
  types: [],
  typesHere: [],
  reach: reaches,
  reachThere: reaches,
  quarantine: quarantine(),
  freeBytes: 1_000_000_000,
  wal: null,
  ...more,
})

export const cloneFacts = (more: Partial<CloneFacts> = {}): CloneFacts => ({
  name: 'shop-1403',
  node: 'shop-1403',
  login: 'act',
  moment: { recovering: true, paused: true, lsn: '0/3000060', stamp: '20261130_1403' },
  tables: [clonedOrders()],
  known: [],
  noTable: null,
  locked: false,
  found: clonedTable(),
  ...more,
})

export const exportFacts = (more: Partial<ExportFacts> = {}): ExportFacts => ({
  cluster: 'shop',
  database: 'app',
  node: 'shop-1',
  login: 'act',
  clones: ['shop-1403', 'shop-1404'],
  clone: cloneFacts(),
  copies: [],
  ...more,
})
