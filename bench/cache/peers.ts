/** Peers of the cache, installed into a folder of the bench: none of them is needed by Howdah. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const packages = ['bentocache@1.6.1', 'layered-loader@16.1.0'] as const

export interface Peers {
  /** Both with every value in memory. */
  readonly bentocache: (key: string) => Promise<unknown>
  readonly layeredLoader: (key: string) => Promise<unknown>
}

const program = `import { BentoCache, bentostore } from 'bentocache'
import { memoryDriver } from 'bentocache/drivers/memory'
import { Loader } from 'layered-loader'
const value = { id: 1, name: 'Olga' }
const driver = memoryDriver({ maxItems: 20_000, serialize: false })
const bento = new BentoCache({ default: 'a', stores: { a: bentostore().useL1Layer(driver) } })
const loader = new Loader({
  inMemoryCache: { cacheType: 'lru-map', ttlInMsecs: 600_000, maxItems: 20_000 },
  dataSources: [{ name: 'source', get: async () => value, getMany: async keys => keys.map(() => value) }],
})
export const bentocache = key => bento.getOrSet({ key, ttl: '10m', factory: () => value })
export const layeredLoader = key => loader.get(key)
`

export const withPeers = async (work: (peers: Peers) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'howdah-peers-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'peers.js'), program)
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    await work((await import(pathToFileURL(join(folder, 'peers.js')).href)) as Peers)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
