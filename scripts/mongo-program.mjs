// Where the tests find a server that speaks MongoDB's protocol. Plain JavaScript, like install.mjs.
import { createHash } from 'node:crypto'
import { accessSync, constants, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** @param {string} program @returns {string | undefined} */
export const onPath = program =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map(folder => join(folder, program))
    .find(path => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })

const source = join(import.meta.dirname, '../test/ferretdb')

/** Another source makes another program. */
const version = ['main.go', 'go.mod', 'go.sum']
  .reduce((digest, name) => digest.update(readFileSync(join(source, name))), createHash('sha256'))
  .digest('hex')
  .slice(0, 12)

const caches = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')

export const builtMongo = join(caches, 'howdah', `ferretdb-${version}-${process.arch}`)
