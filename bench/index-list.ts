/**
 * How long `index list` takes on 25,000 indexes, and how much memory, beside build a244118 in the same
 * run: `npm run bench:index-list -- [indexes, a multiple of 25,000]`. Fails when the two builds answer differently.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compare } from './baseline/compare.ts'
import { type Build, openHouse } from './baseline/house.ts'
import { measure } from './baseline/measure.ts'
import { difference } from './index-list/difference.ts'
import { fill } from './index-list/fill.ts'

const indexes = Number(process.argv[2] ?? 25_000)
const house = await openHouse(['large', 'small'])

/** A busy machine cuts that build off at 10 s, and then there is nothing to compare. */
const liftLimits = (root: string): void => {
  const file = join(root, 'src/cluster/cluster.ts')
  const text = readFileSync(file, 'utf8')
  const lifted = text
    .replace(`statement_timeout: '10000'`, `statement_timeout: '0'`)
    .replace('query_timeout: 12_000', 'query_timeout: 600_000')
  if (lifted.length === text.length) throw new Error('its limits are written otherwise')
  writeFileSync(file, lifted)
}

// The file goes to standard output, the answer to standard error.
const list = (database: string) => (build: Build) =>
  measure(
    [join(build.root, 'src/cli.ts'), 'index', 'list', `database=${database}`, '--save', '-'],
    build.env,
  )

const differences = (database: string, answers: Awaited<ReturnType<typeof both>>): number => {
  const [before] = answers.before
  const [after] = answers.after
  const found = [difference(before?.err, after?.err), difference(before?.out, after?.out)]
  console.log(`  ${database}: the answer is ${found[0]}, its file ${found[1]}`)
  return found.filter(one => one === 'another one').length
}

const both = (what: string, database: string, rounds: number) =>
  compare(what, { ...house, rounds }, list(database))

try {
  liftLimits(house.before.root)
  await house.within('large', client => fill(client, indexes))
  await house.within('small', client => fill(client, 500))
  const small = differences('small', await both('index list, 500 indexes', 'small', 1))
  const large = differences(
    'large',
    await both(
      `index list, ${indexes} indexes (the limit of 10 s lifted for a244118)`,
      'large',
      indexes > 25_000 ? 1 : 3,
    ),
  )
  if (small + large > 0) process.exitCode = 1
} finally {
  await house.stop()
}
