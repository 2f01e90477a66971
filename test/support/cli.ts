/** Runs `howdah …` as a separate process, without any Slack settings in the environment. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { programEnv } from '#test/support/program-env'

export interface Ran {
  readonly exit: number | null
  readonly out: string
  readonly err: string
}

const root = join(import.meta.dirname, '../..')
const real = join(root, 'src/cli.ts')

type Env = Readonly<Record<string, string>>

/** A program from a different folder. */
export const runProgram = async (
  program: string,
  args: readonly string[],
  env: Env,
): Promise<Ran> => {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...programEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 110_000,
  })
  const exit = new Promise<number | null>(resolve => child.once('exit', code => resolve(code)))
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { exit: await exit, out, err }
}

/** Runs the very program that people run, as the login that runs the tests. */
export const cli = (env: Env, ...args: readonly string[]): Promise<Ran> =>
  runProgram(real, args, env)

/**
 * Runs the command line as a different login, for tests that need two people. All is real except the kernel's answer
 * and the process: a start takes half a second of a core. Imported late, for tests that need no second person.
 */
export const cliAs = async (login: string, env: Env, ...args: readonly string[]): Promise<Ran> => {
  const { runCli } = await import('#main/cli/run-cli')
  let out = ''
  let err = ''
  const exit = await runCli({
    args,
    env,
    speaker: () => ({ login, borrowedBy: null }),
    terminal: {
      out(line) {
        out += `${line}\n`
      },
      err(line) {
        err += `${line}\n`
      },
    },
  })
  return { exit, out, err }
}
