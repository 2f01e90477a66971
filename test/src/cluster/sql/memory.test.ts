/**
 * However Howdah is started: V8's flags are set where the parser is loaded, the only place that loads the
 * parser.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSourceTree } from '#test/support/house/source-tree'

const root = join(import.meta.dirname, '../../../..')

const parsing = `
const { parseSql } = await import('#cluster/sql/parse')
for (let n = 0; n < 5_000; n += 1)
  parseSql('select u.id, count(*) from users u join orders o on o.user_id = u.id and o.k' + n + ' > $1 where lower(u.name) like $2 group by 1 having count(*) > 4')
console.log(/VmHWM:\\s+(\\d+) kB/.exec((await import('node:fs')).readFileSync('/proc/self/status', 'utf8'))[1])`

describe('the parser', () => {
  test.skipIf(!existsSync('/proc/self/status'))(
    'keeps a process below 200 MB (needs /proc, where peaks of memory are read)',
    () => {
      const { stdout, stderr } = spawnSync(
        process.execPath,
        ['--input-type=module', '--eval', parsing],
        { cwd: root, encoding: 'utf8' },
      )
      expect(stderr).toBe('')
      expect(Number(stdout) / 1_024).toBeGreaterThan(0)
      expect(Number(stdout) / 1_024).toBeLessThan(200)
    },
    60_000,
  )

  test('is loaded in one place', () => {
    const loading = [...readSourceTree(root)].filter(
      ([path, text]) =>
        /^(src|commands|playbooks)\/.*\.ts$/.test(path) && text.includes(`'libpg-query'`),
    )
    expect(loading.map(([path]) => path)).toHaveLength(1)
  })
})
