import { credentials } from '#test/support/patroni/logins'
import type { Patroni } from '#test/support/patroni/start-patroni'

/** The cluster in words of the inventory, apart from `environment` and `databases`. */
export const clusterOfPatroni = ({ nodes, login }: Pick<Patroni, 'nodes' | 'login'>) => ({
  provider: 'patroni',
  nodes: nodes.map(({ name, port, rest }) => ({
    name,
    url: `postgres://127.0.0.1:${port}`,
    patroni: { url: rest },
  })),
  credentials: { ...credentials, patroni: login },
})
