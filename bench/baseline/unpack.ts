/** The baseline build of the benches, with the dependencies of this build. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

export interface Tree {
  readonly name: string
  readonly root: string
}

const clone = join(import.meta.dirname, '../..')

/** Before memory and scale were looked at. */
export const baseline = 'a244118'

export const now: Tree = { name: 'now', root: clone }

/** Unpacks `commit` into a new folder below `dir`; ends the program where the commit is missing. */
export const unpackBaseline = (dir: string, commit = baseline): Tree => {
  need(existsSync('/proc/self/status'), 'Linux: peaks of memory are read from /proc')
  need(
    run('git', ['cat-file', '-e', `${commit}^{commit}`]),
    `git and commit ${commit} in this clone: \`git fetch --unshallow\` brings it`,
  )
  const root = join(dir, commit)
  const archive = `${root}.tar`
  mkdirSync(root)
  need(
    run('git', ['archive', '--output', archive, commit]) &&
      run('tar', ['-xf', archive, '-C', root]),
    'git archive and tar to unpack it',
  )
  symlinkSync(join(clone, 'node_modules'), join(root, 'node_modules'))
  return { name: commit, root }
}

const run = (command: string, words: readonly string[]): boolean =>
  spawnSync(command, words, { cwd: clone, stdio: 'ignore' }).status === 0

const need = (there: boolean, what: string): void => {
  if (there) return
  console.error(`This bench needs ${what}.`)
  process.exit(1)
}
