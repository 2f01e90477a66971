/** The inventory of a test with other windows or blackouts: as after a change and a start of the process. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Howdah } from '#test/support/howdah'

let written = 0

/** The environment of an engine with these values of cluster `shop`. */
export const withCluster = (
  { env }: Pick<Howdah, 'env'>,
  cluster: Readonly<Record<string, unknown>>,
): Howdah['env'] => {
  const path = env['HOWDAH_CONFIG'] ?? ''
  const inventory = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly clusters: { readonly shop: object }
  }
  written += 1
  const other = path.replace(/\.json$/, `-${written}.json`)
  const { clusters } = inventory
  const shop = { ...clusters.shop, ...cluster }
  writeFileSync(other, JSON.stringify({ ...inventory, clusters: { ...clusters, shop } }))
  return { ...env, HOWDAH_CONFIG: other }
}
