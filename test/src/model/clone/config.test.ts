import { expect, test } from 'vitest'
import { configOfClone } from '#model/clone/config'
import type { ClusterConfig } from '#model/configuration'

const login = (user: string) => ({ user, password: 'hunter2' })

const shop: ClusterConfig = {
  name: 'shop',
  environment: 'production',
  provider: 'self-managed',
  database: 'app',
  databases: ['app'],
  credentials: {
    observe: login('looker'),
    maintain: login('keeper'),
    ddl: login('owner'),
    ha: login('switcher'),
    backup: login('copier'),
  },
  nodes: [{ name: 'shop-1', host: 'db.example', port: 5432 }],
  tls: 'verify-full',
  channel: null,
  owner: null,
  naming: null,
  windows: [],
  blackouts: [],
  tags: [],
  backup: null,
}

test('a clone hears no password of the cluster that it is a clone of', () => {
  const clone = configOfClone(shop, { name: 'shop-clone-1', socket: '/tmp/howdah-x' })
  expect(JSON.stringify(clone)).not.toContain('hunter2')
  expect(clone.credentials.observe.user).toBe('looker')
  expect(clone.credentials.ddl?.user).toBe('owner')
})
