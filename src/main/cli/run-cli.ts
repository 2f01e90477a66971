/** `howdah …`: the first words choose the part that answers; the exit code tells the result. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { commands } from '#commands/catalogue'
import { type Asking, ask } from '#main/cli/ask'
import { checkConfig } from '#main/cli/check-config'
import { migrateControl } from '#main/cli/migrate-control'
import { printKeys } from '#main/cli/print-keys'
import { printSchema } from '#main/cli/print-schema'
import { printSql } from '#main/cli/print-sql'
import { BadConfig, Failure } from '#src/errors'
import { endByPipe } from '#terminal/closed-pipe'
import type { ExitCode } from '#terminal/draw-reply'
import { speaking } from '#terminal/terminal-text'
import { usage } from '#terminal/usage'
import { visible } from '#text/invisible'

type Run = Omit<Asking, 'speaker'> & { readonly speaker: () => Asking['speaker'] }

const verifier = join(import.meta.dirname, '../../audit/verify-cli.ts')

export const runCli = async (run: Run): Promise<ExitCode> => {
  try {
    return await route(run)
  } catch (error) {
    if (error instanceof BadConfig) run.terminal.err(visible(error.message))
    else if (error instanceof Failure)
      run.terminal.err(speaking(commands)(`${error.message} ${error.instead}`))
    // A bug keeps its stack.
    else run.terminal.err(error instanceof Error ? (error.stack ?? error.message) : String(error))
    return 1
  }
}

const route = async (run: Run): Promise<ExitCode> => {
  const { args, env, terminal } = run
  const [first, second, ...rest] = args
  if (first === undefined || first === '--help' || first === '-h') {
    for (const line of usage(commands)) terminal.out(line)
    return 0
  }
  if (first === 'config' && second === 'check') return checkConfig(env, terminal)
  if (first === 'config' && second === 'schema') return printSchema(terminal)
  if (first === 'migrate') return migrateControl(env, terminal)
  if (first === 'init') return printSql(second, env, terminal)
  if (first === 'audit' && second === 'keys') return printKeys(env, terminal)
  if (first === 'audit' && second === 'verify' && rest.length > 0) return verifyFiles(rest)
  return ask({ ...run, speaker: run.speaker() })
}

/** Runs the verifier as a separate program, so that an auditor need not trust the rest. */
const verifyFiles = (files: readonly string[]): ExitCode => {
  const { status, signal } = spawnSync(process.execPath, [verifier, ...files], { stdio: 'inherit' })
  if (signal === 'SIGPIPE') endByPipe()
  return status === 0 ? 0 : 1
}
