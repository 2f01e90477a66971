import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { moduleAddress } from '#main/module-address'
import { readSourceTree } from '#test/support/house/source-tree'

const root = join(import.meta.dirname, '../../..')
const main = join(root, 'src/main.ts')
const { resolve } = createRequire(main)
const addressIn = (importer: string, name: string) =>
  moduleAddress(name, pathToFileURL(importer).href)

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
      name => fileURLToPath(addressIn(main, name) ?? 'file:///') !== resolve(name),
    )
    expect(elsewhere).toEqual([])
  })

  test.each(['pg', 'node:fs', './plan.ts', '@slack/bolt', '#plan', '#unknown/plan', '#', ''])(
    'leaves %j to node',
    name => {
      expect(addressIn(main, name)).toBeUndefined()
    },
  )

  test.each([
    ['a package', join(root, 'node_modules/pg/lib/index.js')],
    ['another clone', `${root}-2/src/main.ts`],
  ])('is not that of a name in %s', (_, importer) => {
    expect(addressIn(importer, '#model/plan')).toBeUndefined()
  })

  test('is known to nobody who does not say where the name stands', () => {
    expect(moduleAddress('#model/plan')).toBeUndefined()
  })
})
