/** A bot against a local Slack, whose memory is read from /proc. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { botEnv } from '#local/bot-env'
import { freePort } from '#local/postgres/server'
import { type LocalSlack, startLocalSlack } from '#local/slack/server'
import type { Build } from '../baseline/house.ts'
import { peakOf } from '../baseline/peak-of.ts'
import { scriptEnv } from '../baseline/script-env.ts'

export type Mode = 'socket' | 'http'

export interface LoadedBot {
  readonly slack: LocalSlack
  readonly port: number
  /** Counts the peak anew from here. */
  begin(): void
  /** Memory now, in MB. */
  memory(): number
  /** Milliseconds of a processor since the start, to the next hundredth of a second. */
  cpuMs(): number
  /** Peak of memory since `begin`, in MB. */
  peak(): number
  stop(): Promise<void>
}

/** People without a role, for the warm-up. */
export const others = Array.from({ length: 8 }, (_, place) => `w${place + 1}`)

const people = ['olga', 'adam', 'noa', ...others]
export const idOf = (name: string): string => `U_${name.toUpperCase()}`

export const startBotOf = async (build: Build, mode: Mode): Promise<LoadedBot> => {
  const port = mode === 'http' ? await freePort() : 0
  const slack = await startLocalSlack({
    mode: mode === 'http' ? { kind: 'http', requestUrl: null } : { kind: 'socket' },
    team: { id: 'T_LOCAL', name: 'Bench' },
    app: { name: 'Howdah', command: '/pg' },
    people: people.map(name => ({
      id: idOf(name),
      name,
      realName: name,
      title: '',
      standing: 'member' as const,
    })),
    channels: { 'db-ops': { id: 'C_OPS', members: people.map(idOf) } },
  })
  const { SLACK_APP_TOKEN: appToken = '', ...env } = botEnv(slack, build.control, {
    config: build.config,
    signingKey: build.env['HOWDAH_SIGNING_KEY'] ?? '',
  })
  const child = spawn(process.execPath, [join(build.root, 'src/main.ts')], {
    env: {
      PATH: process.env['PATH'],
      LOG_LEVEL: 'info',
      ...scriptEnv(build.root),
      ...env,
      ...(mode === 'http'
        ? {
            SLACK_SIGNING_SECRET: slack.signingSecret,
            SLACK_APP_ID: slack.appId,
            PORT: String(port),
          }
        : { SLACK_APP_TOKEN: appToken }),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ready = Promise.withResolvers<void>()
  child.stderr.on('data', (text: Buffer) => {
    if (text.toString().includes('"msg":"ready"')) ready.resolve()
  })
  const ended = once(child, 'exit')
  await Promise.race([ready.promise, ended])
  if (mode === 'http') slack.setRequestUrl(`http://127.0.0.1:${port}/slack/events`)
  const pid = child.pid ?? 0
  return {
    slack,
    port,
    begin: () => writeFileSync(`/proc/${pid}/clear_refs`, '5'),
    memory: () =>
      Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024,
    cpuMs: () => cpuMsOf(pid),
    peak: () => peakOf(pid) / 1_024,
    async stop() {
      child.kill('SIGTERM')
      await ended
      await slack.close()
    },
  }
}

/** Linux counts in hundredths of a second; user and system time follow the name, which may hold blanks. */
const cpuMsOf = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return 10 * (Number(fields[11]) + Number(fields[12]))
}
