import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { isOfThisClone, moduleAddress } from '#main/imports/module-address'
import { readSourceTree } from '#test/support/house/source-tree'

const root = join(import.meta.dirname, '../../../..')
const { resolve } = createRequire(join(root, 'src/main.ts'))

describe('the address of a module', () => {
  test('is the file that node finds for each name in this clone', () => {
    const names = new Set(
      [...readSourceTree(root)]
        .filter(([path]) => /^(src|commands|playbooks)\/.*\.ts$/.test(path))
        .flatMap(([, text]) => [...text.matchAll(/\bfrom '(#[^']+)'/g)])
        .map(([, name = '']) => name),
    )
    expect(names.size).toBeGreaterThan(500)
    const elsewhere = [...names].filter(
      name => fileURLToPath(moduleAddress(name) ?? 'file:///') !== resolve(name),
    )
    expect(elsewhere).toEqual([])
  })

  test.each(['pg', 'node:fs', './plan.ts', '@slack/bolt', '#plan', '#unknown/plan', '#', ''])(
    'is left to node for %j',
    name => {
      expect(moduleAddress(name)).toBeUndefined()
    },
  )
})

describe('a module of this clone', () => {
  test.each([
    ['its program', join(root, 'src/main.ts'), true],
    ['a test', join(root, 'test/src/main/imports/module-address.test.ts'), true],
    ['a package', join(root, 'node_modules/pg/lib/index.js'), false],
    ['a program of another clone', `${root}-2/src/main.ts`, false],
  ])('is told from others by its address: %s', (_, path, here) => {
    expect(isOfThisClone(pathToFileURL(path).href)).toBe(here)
  })

  test('is not told from no address at all', () => {
    expect(isOfThisClone('')).toBe(false)
  })
})
