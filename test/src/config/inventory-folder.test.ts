import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readInventory } from '#config/read-inventory'
import { BadConfig } from '#src/errors'

const root = mkdtempSync(join(tmpdir(), 'howdah-inventory-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let made = 0
const folderOf = (files: Readonly<Record<string, string>>): string => {
  made += 1
  const folder = join(root, `${made}`)
  mkdirSync(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const read = (files: Readonly<Record<string, string>>) => readInventory(folderOf(files), {})

/** Reads the problems, without the folder in file names. */
const problemsOf = (files: Readonly<Record<string, string>>): readonly string[] => {
  const folder = folderOf(files)
  try {
    readInventory(folder, {})
    return []
  } catch (error) {
    if (error instanceof BadConfig)
      return error.problems.map(problem => problem.replaceAll(`${folder}/`, ''))
    throw error
  }
}

const cluster = (name: string): string =>
  `clusters: { ${name}: { environment: staging, url: "postgres://howdah@${name}.internal/app" } }\n`

const base = `
channels: { ops: C_OPS }
people: { operators: [U_OLGA], approvers: [U_ADAM], aliases: { cli/olga: U_OLGA } }
`

describe('a folder as inventory', () => {
  test('has the clusters, people and policies of all its files, in the order of their names', () => {
    const inventory = read({
      '30-shop.yaml': `${cluster('shop')}policies: [{ risk: change, approvers: 3 }]`,
      '10-base.yaml': `${base}${cluster('main')}policies: [{ environment: production, approvers: 2 }]`,
      '20-team.yml': `
people: { operators: [U_NOA, U_OLGA], approvers: [U_DANA], aliases: { cli/noa: U_NOA } }
channels: { reports: C_REPORTS }
`,
      'README.md': 'channels: none of these',
    })
    expect(Object.keys(inventory.clusters)).toEqual(['main', 'shop'])
    expect(inventory.policies.map(({ approvers }) => approvers)).toEqual([2, 3])
    expect(inventory.people).toEqual({
      operators: ['U_OLGA', 'U_NOA'],
      approvers: ['U_ADAM', 'U_DANA'],
      aliases: { 'cli/olga': 'U_OLGA', 'cli/noa': 'U_NOA' },
    })
    expect(inventory.channels).toEqual({ ops: 'C_OPS', reports: 'C_REPORTS' })
  })

  test('names the files and the key of what it says twice', () => {
    expect(
      problemsOf({
        'a.yaml': `${base}${cluster('main')}`,
        'b.yaml': `${cluster('main')}channels: { ops: C_OTHER }\nreports: off`,
        'c.yaml': `${cluster('main')}reports: { at: "09:00" }`,
      }),
    ).toEqual([
      'channels.ops: it is in a.yaml and in b.yaml. Keep one of them.',
      'clusters.main: it is in a.yaml and in b.yaml and in c.yaml. Keep one of them.',
      'reports: it is in b.yaml and in c.yaml. Keep one of them.',
    ])
  })

  test('may have a file of comments alone, and none that is not keys and values', () => {
    const whole = `${base}${cluster('main')}`
    expect(problemsOf({ 'a.yaml': whole, 'b.yaml': '# later\n' })).toEqual([])
    expect(problemsOf({ 'a.yaml': whole, 'b.yaml': '- U_OLGA\n' })).toEqual([
      'b.yaml: write keys and values, as howdah.example.yaml does.',
    ])
  })
})
