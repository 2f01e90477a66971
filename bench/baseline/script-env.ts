/** The variables that a build's `npm start` sets for itself. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const scriptEnv = (root: string): Readonly<Record<string, string>> => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: { readonly start: string }
  }
  const set = [...scripts.start.matchAll(/(?:^|\s)([A-Z_]+)=(\S+)/g)]
  return Object.fromEntries(
    set.map(([, name = '', value = '']) => [name, value.replace('$PWD', root)]),
  )
}
