/** The cluster `shop`: the inventory's entry, Howdah's knowledge, and a view. */
import type { ClusterAbout } from '#model/cluster'
import type { ClusterConfig, Logins } from '#model/configuration'
import type { Reader, Unreachable, View } from '#model/view'

export const aboutShop = (more: Partial<ClusterAbout> = {}): ClusterAbout => ({
  name: 'shop',
  environment: 'sample',
  provider: 'self-managed',
  superusers: [],
  version: 18,
  logins: { observe: 'look', maintain: 'act', ddl: 'act', ha: null, backup: null },
  indexNaming: null,
  ...more,
})

/** The logins of a cluster; `acts` has the duties maintain and ddl. */
export const loginsOf = (observes: string, acts: string | null, password = ''): Logins => {
  const acting = acts === null ? null : { user: acts, password }
  return {
    observe: { user: observes, password },
    maintain: acting,
    ddl: acting,
    ha: null,
    backup: null,
  }
}

/** Nobody acts. */
export const nobody = { maintain: null, ddl: null, ha: null, backup: null } as const

export const clusterOf = (more: Partial<ClusterConfig> = {}): ClusterConfig => ({
  name: 'shop',
  environment: 'sample',
  provider: 'self-managed',
  database: 'app',
  databases: ['app'],
  credentials: loginsOf('look', 'act'),
  nodes: [{ name: 'shop-1', host: 'localhost', port: 5432 }],
  tls: 'off',
  channel: null,
  owner: null,
  naming: null,
  windows: [],
  blackouts: [],
  tags: [],
  backup: null,
  ...more,
})

/** A node of `shop` to which there is no connection. */
export const awayNode = (name: string): Unreachable => ({
  name,
  because: `${name} does not answer in time.`,
  instead: 'Check it.',
})

/** A single primary, `shop-1`: each read answers these rows. */
export const viewOf = (rows: (values: readonly unknown[]) => readonly object[]): View => {
  const primary: Reader = {
    read: async <Row>(_: string, values: readonly unknown[] = []) => rows(values) as readonly Row[],
  }
  return {
    cluster: aboutShop(),
    database: 'app',
    primary,
    system: '7500000000000000001',
    timeline: 1,
    repository: null,
    nodes: [
      {
        name: 'shop-1',
        role: 'primary',
        reader: primary,
        freeDisk: async () => null,
        walDisk: async () => null,
        machine: async () => null,
      },
    ],
    unreachable: [],
    clones: { names: [], view: async () => null },
    addresses: [{ name: 'shop-1', host: '127.0.0.1', port: 5432 }],
    poolers: [],
    signIn: async () => [],
    tryOut: attempt => attempt((text, values) => primary.read(text, values)),
  }
}
