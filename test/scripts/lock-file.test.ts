import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const root = join(import.meta.dirname, '../..')

describe.each(['.', 'test/majors'])('the lock file of %s', folder => {
  const text = readFileSync(join(root, folder, 'package-lock.json'), 'utf8')
  const lock = JSON.parse(text) as { readonly packages: Readonly<Record<string, Locked>> }

  test('names no address, so that npm ci asks the registry of this machine', () => {
    expect(text).not.toContain('"resolved"')
  })

  // npm writes a lock file without a build that npm could not reach, and `npm ci` then refuses the lock
  // file.
  test('names each optional build, so that npm ci takes it on every system', () => {
    const left = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        name =>
          !(`node_modules/${name}` in lock.packages) &&
          !(`${path}/node_modules/${name}` in lock.packages),
      ),
    )
    expect(left).toEqual([])
  })
})
