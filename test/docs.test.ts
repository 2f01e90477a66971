/** What the documents promise about the repository. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { clusterSchema } from '#config/inventory'
import { readSourceTree } from '#test/support/house/source-tree'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const pages = [...readSourceTree(root)].filter(([path]) => path.endsWith('.md'))

/** Links to files of the repository; the web is not looked at. */
const linksIn = (text: string): readonly string[] =>
  [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].flatMap(([, to = '']) =>
    to.includes('://') ? [] : [to],
  )

describe('the documents', () => {
  test.each(pages)('%s links only to what is there', (path, text) => {
    const targets = linksIn(text).map(to => join(dirname(path), to))
    expect(targets.filter(to => !existsSync(join(root, to)))).toEqual([])
  })

  test('name each key that the inventory has for a cluster', () => {
    const [, keys = ''] =
      /Keys of a cluster in the inventory today: ([^]*?); `howdah/.exec(read('ARCHITECTURE.md')) ??
      []
    const named = [...keys.replaceAll(/\([^)]*\)/g, '').matchAll(/`(\w+)`/g)].map(([, key]) => key)
    expect(named).toEqual(Object.keys(clusterSchema.shape))
  })

  test('name each npm script that README, CONTRIBUTING and ARCHITECTURE tell people to run', () => {
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: object }
    const told = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'].flatMap(path =>
      [...read(path).matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name),
    )
    expect(told).not.toEqual([])
    expect(told.filter(name => name !== undefined && !(name in scripts))).toEqual([])
  })
})

describe('the decisions', () => {
  const index = read('docs/decisions/README.md')
  const named = new Set([...index.matchAll(/`([^`]+)`/g)].map(([, name]) => name))
  const pack = JSON.parse(read('package.json')) as Readonly<Record<string, object | undefined>>
  const dependencies = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap(kind =>
    Object.keys(pack[kind] ?? {}),
  )

  test('have a line for each dependency', () => {
    expect(dependencies.filter(name => !named.has(name))).toEqual([])
  })

  test('have no line for a dependency that is gone', () => {
    expect([...named].filter(name => name !== undefined && !dependencies.includes(name))).toEqual(
      [],
    )
  })

  test('are all in the index, and each page names what it decides about', () => {
    const files = readdirSync(join(root, 'docs/decisions')).filter(name => name !== 'README.md')
    expect(files.filter(name => !index.includes(`(${name})`))).toEqual([])
    const silent = index.split('\n').flatMap(line => {
      const page = /\((\d{4}-[a-z0-9-]+\.md)\)/.exec(line)?.[1]
      if (page === undefined) return []
      const text = read(`docs/decisions/${page}`)
      const names = [...line.matchAll(/`([^`]+)`/g)].map(([quoted]) => quoted)
      return names.filter(quoted => !text.includes(quoted)).map(quoted => `${page}: ${quoted}`)
    })
    expect(silent).toEqual([])
  })
})
