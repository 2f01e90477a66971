import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Repository paths (`src/errors.ts`) and the text of each file. */
export type SourceTree = ReadonlyMap<string, string>

const skipped = new Set(['.git', '.howdah', 'node_modules', 'coverage', 'dist'])
const text = /\.(ts|mjs|js|json|ya?ml|md|sql|css|html|sh)$|(^|\/)(Dockerfile|LICENSE|run|\.npmrc)$/

/** Reads the work tree, not git, so that a file is checked before the commit. */
export const readSourceTree = (root: string): SourceTree => {
  const files = new Map<string, string>()
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (skipped.has(entry.name)) continue
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) walk(path)
      else if (entry.isFile() && text.test(path))
        files.set(path, readFileSync(join(root, path), 'utf8'))
    }
  }
  walk('')
  return files
}
