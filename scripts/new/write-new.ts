/** Writes new files, never over existing files, and runs the formatter over the result. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { addToCatalogue } from '#scripts/new/catalogue-line'
import type { NewThing } from '#scripts/new/playbook-files'

export const writeNew = (root: string, { files, catalogue }: NewThing): readonly string[] => {
  const there = [...files.keys()].filter(path => existsSync(join(root, path)))
  if (there.length > 0) throw new Error(`Already there: ${there.join(', ')}.`)
  const list = join(root, catalogue.path)
  const before = existsSync(list) ? readFileSync(list, 'utf8') : undefined
  const all = new Map([...files, [catalogue.path, addToCatalogue(before, catalogue)]])
  for (const [path, text] of all) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const { status, stderr } = spawnSync('biome', ['check', '--write', ...all.keys()], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
    },
  })
  if (status !== 0) throw new Error(`Biome cannot read what was written:\n${stderr}`)
  return [...all.keys()]
}

/** Runs a generator and prints an error as a sentence, without the stack. */
export const report = (write: () => readonly string[]): void => {
  try {
    console.log(`Wrote ${write().join(', ')}. The tests fail until you fill them in.`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
