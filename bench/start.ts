/**
 * The processor time of a start: of a bot until Slack has its socket, and of `howdah run list`; beside build
 * dfe9374 and beside a process that only imports node-postgres, Bolt and zod, in the same run: `npm run
 * bench:start -- [rounds]`. Fails when a start takes over three quarters of the
 * processor time of that build.
 */
import { join } from 'node:path'
import { compare, type Figures } from './baseline/compare.ts'
import { type Build, openHouse } from './baseline/house.ts'
import { measure } from './baseline/measure.ts'
import { scriptEnv } from './baseline/script-env.ts'
import { now } from './baseline/unpack.ts'
import { startBotOf } from './load/bot.ts'

const rounds = Number(process.argv[2] ?? 11)
const most = 0.75
const peer = join(import.meta.dirname, 'start/peer.ts')
const house = await openHouse(['shop'], { commit: 'dfe9374' })

const bot = async (build: Build): Promise<Figures> => {
  const started = await startBotOf(build, 'socket')
  const found = { ms: started.cpuMs(), peakMb: started.peak() }
  await started.stop()
  return found
}

const cli = async ({ root, env }: Build): Promise<Figures> => {
  const { cpuMs: ms, peakMb } = await measure([join(root, 'src/cli.ts'), 'run', 'list'], env)
  return { ms, peakMb }
}

const three = async (): Promise<Figures> => {
  const { cpuMs: ms, peakMb } = await measure([peer], scriptEnv(now.root))
  return { ms, peakMb }
}

const slow: string[] = []
const { before, after } = house
try {
  for (const [what, run] of [
    ['a bot until it is ready', bot],
    ['howdah run list', cli],
  ] as const) {
    // The first start compiles.
    for (const build of [before, after]) await run(build)
    const { timeRatio } = await compare(`${what}, processor time`, { before, after, rounds }, run)
    if (timeRatio > most) slow.push(`${what}: ${timeRatio.toFixed(2)}`)
  }
  await three()
  await compare(
    'a bot until it is ready, beside an import of pg, Bolt and zod, processor time',
    { before: { name: 'peer', run: three }, after: { name: 'now', run: () => bot(after) }, rounds },
    ({ run }) => run(),
  )
  if (slow.length > 0) {
    console.error(`bench:start: over ${most} of the processor time before: ${slow.join('; ')}.`)
    process.exitCode = 1
  }
} finally {
  await house.stop()
}
