// Installs the dependencies when they are missing or differ from the lock file. Plain JavaScript for any
// node from 20 on, because this script runs before the pinned node is installed.
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npmCi } from './npm-ci.mjs'
import { missingPackages, whyUnfit } from './requirements.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { platform, arch } = process
// `npm start` also serves an installation without development tools.
const development = process.env['npm_lifecycle_event'] !== 'prestart'

/** @param {string} because @param {string} instead @returns {never} */
const stop = (because, instead) => {
  console.error(`Howdah: ${because}\nInstead: ${instead}`)
  process.exit(1)
}

/** @param {string} path @returns {import('./requirements.mjs').Lock} */
const readLock = path => JSON.parse(readFileSync(path, 'utf8'))

const missing = () => {
  const list = join(root, 'node_modules', '.package-lock.json')
  const installed = existsSync(list) ? readLock(list) : undefined
  const wanted = readLock(join(root, 'package-lock.json'))
  return missingPackages(wanted, installed, { platform, arch, development })
}

const hasGlibc = () => {
  const { header } = /** @type {{ header: object }} */ (process.report.getReport())
  return 'glibcVersionRuntime' in header
}

const isWritable = () => {
  try {
    accessSync(root, constants.W_OK)
    return true
  } catch {
    return false
  }
}

const install = () => {
  const unfit = whyUnfit({ node: process.versions.node, platform, arch, glibc: hasGlibc() })
  if (unfit) stop(unfit, 'install a current node, then run the same command again.')
  if (!isWritable())
    stop(
      'the dependencies are not installed, and this folder cannot be written to.',
      'run `npm ci` here as a user who may write, or clone Howdah to another folder.',
    )
  console.log('Howdah: installing dependencies (once, about 60 s)…')
  const { status, error } = npmCi(root, development ? ['--include=dev'] : [])
  if (error && 'code' in error && error.code === 'ENOENT')
    stop('npm is not on the PATH.', 'install npm (it comes with node), then run this again.')
  if (status !== 0)
    stop(
      'the dependencies could not be installed; npm says why above.',
      'mend that (most often the network or the disk), then run the same command again.',
    )
  const left = missing()
  if (left.length > 0)
    stop(
      `npm left out ${left.join(', ')}.`,
      'run `npm ci` in this folder and read what it says, then run the same command again.',
    )
}

if (missing().length > 0) install()
