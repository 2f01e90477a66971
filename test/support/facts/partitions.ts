/** Partitions as plain data: of `public.users`, without an index yet. */
import type { Index } from '#cluster/facts/index/indexes'
import type { Partition, Partitions } from '#cluster/facts/index/partitions'
import { indexFacts, MB } from '#test/support/facts/index'

export const partitionOf = (name: string, more: Partial<Partition> = {}): Partition => ({
  oid: name,
  parentOid: '16421',
  schema: 'public',
  name,
  quoted: `public.${name}`,
  quotedSchema: 'public',
  owner: 'app',
  kind: 'table',
  bytes: 400 * MB,
  rows: 500_000,
  indexName: `${name}_email_idx`,
  quotedIndex: `${name}_email_idx`,
  indexes: [],
  same: null,
  attached: false,
  ...more,
})

export const partitionsOf = (
  all: readonly Partition[],
  more: Partial<Partitions> = {},
): Partitions => ({
  owner: 'app',
  all,
  keys: [{ table: 'public.users', columns: ['id'], hasExpression: false }],
  owners: [],
  missing: [],
  ...more,
})

/** An index that a partition had before. */
export const hadIndex = (table: string, more: Partial<Index> = {}): Index =>
  indexFacts({
    name: `${table}_had`,
    table,
    quotedTable: `public.${table}`,
    tableOid: table,
    createStatement: `CREATE INDEX CONCURRENTLY ${table}_had ON public.${table} USING btree (email)`,
    ...more,
  })
