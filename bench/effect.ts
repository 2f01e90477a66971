/**
 * How long people wait behind an approval, beside build a244118 in the same run: `npm run bench:effect -- [rounds]`.
 * Milliseconds from the click on *Approve* to new words on the plan's message, to the words of the first step and to
 * *Done*, and from the last of the measured calls to the effect with its chart. Fails over 0.5 s to the first words, or
 * over 3 s to the chart.
 */
import type { PageMessage } from '#local/slack/page-protocol'
import { openHouse } from './baseline/house.ts'
import { type LoadedBot, startBotOf } from './load/bot.ts'

const rounds = Number(process.argv[2] ?? 9)
const most = { words: 500, chart: 3_000 } as const
const house = await openHouse(['shop'])

/** Calls of the application: more than a measurement needs. */
const search = (): Promise<void> =>
  house.within(
    'shop',
    async client => {
      for (let call = 0; call < 50; call += 1)
        await client.query('select count(*) from users where lower(email) = $1', [`user${call}`])
    },
    'app',
  )

interface Waited {
  readonly words: number
  readonly step: number
  readonly done: number
  readonly chart: number
}

const wordsOf = ({ text, blocks }: PageMessage): string => `${text} ${JSON.stringify(blocks)}`

const one = async ({ slack }: LoadedBot): Promise<Waited> => {
  const since = slack.state.messages.at(-1)?.ts ?? ''
  const find = (fits: (message: PageMessage) => boolean, what: string): Promise<PageMessage> =>
    slack.waitFor(
      ({ messages }) =>
        messages.find(
          message => message.channel === 'C_OPS' && message.ts > since && fits(message),
        ),
      { timeoutMs: 120_000, what },
    )
  await search()
  await slack.say('olga', 'db-ops', '/pg index create users columns=lower(email) name=users_search')
  const { ts } = await find(message => wordsOf(message).includes('"approve"'), 'the plan')
  await search()
  const shows = (fits: (words: string) => boolean, what: string) =>
    find(message => message.ts === ts && fits(wordsOf(message)), what)
  const clicked = performance.now()
  const after = async (fits: (words: string) => boolean, what: string): Promise<number> => {
    await shows(fits, what)
    return performance.now() - clicked
  }
  const first = after(words => !words.includes('Waiting for approval'), 'the first words')
  const step = after(words => /Running|Done\./.test(words), 'the words of the step')
  const end = after(words => words.includes('Done.'), 'the end')
  await slack.click('adam', 'db-ops', ts, 'approve')
  const [words, running, done] = await Promise.all([first, step, end])
  await search()
  const called = performance.now()
  await find(
    message =>
      (message.ts === ts && wordsOf(message).includes('"image"')) ||
      (message.threadTs === ts && message.files.length > 0),
    'the chart',
  )
  const chart = performance.now() - called
  await house.within('shop', async client => {
    await client.query('drop index users_search')
  })
  return { words, step: running, done, chart }
}

const middle = (found: readonly number[]): number =>
  found.toSorted((less, more) => less - more)[Math.floor(found.length / 2)] ?? Number.NaN

const measure = async (build: typeof house.after): Promise<Waited> => {
  const bot = await startBotOf(build, 'socket')
  try {
    // The first run of a process opens connections and compiles.
    await one(bot)
    const all: Waited[] = []
    for (let round = 0; round < rounds; round += 1) all.push(await one(bot))
    const of = (key: keyof Waited): number => middle(all.map(waited => waited[key]))
    return { words: of('words'), step: of('step'), done: of('done'), chart: of('chart') }
  } finally {
    await bot.stop()
  }
}

const tell = (name: string, { words, step, done, chart }: Waited): void => {
  const [first, running, end, drawn] = [words, step, done, chart].map(ms => `${ms.toFixed(0)} ms`)
  console.log(
    `${name.padEnd(8)} after Approve: first words ${first}, the step ${running}, Done ${end}; after the calls: the chart ${drawn}`,
  )
}

try {
  await house.within('shop', async client => {
    await client.query('create extension pg_stat_statements')
    await client.query('set role app')
    await client.query(
      `create table users as select i as id, 'user' || i || '@example.com' as email from generate_series(1, 20000) i`,
    )
    await client.query('analyze users')
  })
  tell(house.before.name, await measure(house.before))
  const now = await measure(house.after)
  tell(house.after.name, now)
  const late = [
    ...(now.words > most.words ? ['the first words come too late'] : []),
    ...(now.chart > most.chart ? ['the chart comes too late'] : []),
  ]
  if (late.length > 0) {
    console.error(`bench:effect: ${late.join('; ')}.`)
    process.exitCode = 1
  }
} finally {
  await house.stop()
}
