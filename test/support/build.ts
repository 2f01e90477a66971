/** A build of Howdah in a folder: engine and command line, as separate processes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Ran, runProgram } from '#test/support/cli'

type Env = Readonly<Record<string, string>>

export interface Build {
  readonly name: string
  /** As this login. */
  cli(login: string, env: Env, ...args: readonly string[]): Promise<Ran>
  /** An engine that moves runs on, until the test is over. */
  startEngine(env: Env): Promise<Engine>
}

export interface Engine {
  readonly process: ChildProcess
  /** With the signal that ended the process. */
  readonly ended: Promise<NodeJS.Signals | null>
}

export const buildIn = (folder: string, name: string): Build => {
  const program = (file: string) => join(folder, 'test/support', file)
  return {
    name,
    cli: (login, env, ...args) => runProgram(program('cli-as.ts'), [login, ...args], env),
    async startEngine(env) {
      const child = spawn(process.execPath, [program('engine-process.ts')], {
        env: { PATH: process.env['PATH'], ...env, HOWDAH_PROCESS: name },
        stdio: ['pipe', 'pipe', 'inherit'],
      })
      const ended = new Promise<NodeJS.Signals | null>(resolve =>
        child.once('exit', (_, signal) => resolve(signal)),
      )
      onTestFinished(async () => {
        child.kill('SIGKILL')
        await ended
      })
      await Promise.race([
        new Promise(resolve => child.stdout.once('data', resolve)),
        ended.then(() => Promise.reject(new Error(`${name} did not start`))),
      ])
      return { process: child, ended }
    },
  }
}
