/** An index of `public.users` as facts, and a node's use of the index. */
import type { Index, IndexUse } from '#cluster/facts/index/indexes'
import { indexFacts } from '#test/support/facts/index'

export const usersIndex = (name: string, more: Partial<Index> = {}): Index =>
  indexFacts({ oid: '100', tableOid: '1', bytes: 8_192, name, ...more })

export const useOn = (node: string, more: Partial<IndexUse> = {}): IndexUse => ({
  node,
  scans: 0,
  lastScan: null,
  since: null,
  ...more,
})
