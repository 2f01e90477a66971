// Builds a server that speaks MongoDB's protocol for `npm run test:lab`: once, into the user's cache. Needed only where
// neither MONGO_URL nor a mongod is there; without a Go toolchain the tests of that queue are skipped, and say so.
// Plain JavaScript, like install.mjs.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { builtMongo, onPath } from './mongo-program.mjs'

if (!process.env['MONGO_URL'] && !onPath('mongod') && !existsSync(builtMongo) && onPath('go')) {
  console.log('Howdah: building FerretDB, which stands in for MongoDB (once, for the lab)…')
  // The versions and their checksums are those of go.sum: go refuses any other source.
  const built = spawnSync('go', ['build', '-trimpath', '-o', builtMongo, '.'], {
    cwd: join(import.meta.dirname, '../test/ferretdb'),
    env: { ...process.env, GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (built.status !== 0)
    console.error(
      'Howdah: FerretDB could not be built, so the tests of the queue in MongoDB are skipped.\nInstead: set MONGO_URL to a MongoDB of yours, or put mongod on the PATH.',
    )
}
