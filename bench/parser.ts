/**
 * The most memory that the parser has processes hold, beside build a244118 in the same run:
 * `npm run bench:parser`. Alone, in `howdah index create`, and in a bot that parses 10,000 statements.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compare } from './baseline/compare.ts'
import { type Build, openHouse } from './baseline/house.ts'
import { measure } from './baseline/measure.ts'
import { now } from './baseline/unpack.ts'
import { askBot } from './parser/bot.ts'
import { statements, table } from './parser/statements.ts'

const house = await openHouse(['shop'])
const parsing = join(import.meta.dirname, 'parser/parse.ts')

/** This build's may have moved since. */
const parserOf = ({ name, root }: Build): string =>
  name === now.name
    ? fileURLToPath(import.meta.resolve('#cluster/sql/parse'))
    : join(root, 'src/cluster/parse/sql.ts')

try {
  await house.within('shop', async client => {
    await client.query('create extension pg_stat_statements')
    await client.query('set role app')
    await client.query(table)
    for (const text of statements(250)) await client.query(text)
  })
  const builds = { before: house.before, after: house.after }
  await compare('10,000 statements, the parser alone', { ...builds, rounds: 3 }, async build => {
    const { out, peakMb } = await measure([parsing, parserOf(build)], {})
    return { ms: Number(out), peakMb }
  })
  await compare('howdah index create, 200 statements', { ...builds, rounds: 3 }, build =>
    measure(
      [join(build.root, 'src/cli.ts'), 'index', 'create', 'users', 'columns=c1,c2'],
      build.env,
    ),
  )
  await compare('a bot, 10,000 statements for 50 plans', { ...builds, rounds: 1 }, build =>
    askBot(build, 50),
  )
} finally {
  await house.stop()
}
