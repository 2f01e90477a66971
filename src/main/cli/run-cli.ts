/**
 * `howdah …`: the first words choose the part that answers; the exit code tells the result. Only that part is imported:
 * a migration needs no engine.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Asking } from '#main/cli/ask'
import type { PeopleConfig } from '#model/configuration'
import { BadConfig, Failure } from '#src/errors'
import { endByPipe } from '#terminal/closed-pipe'
import type { ExitCode } from '#terminal/draw-reply'
import { speaking } from '#terminal/terminal-text'
import { visible } from '#text/invisible'

type Run = Omit<Asking, 'speaker'> & { readonly speaker: () => Asking['speaker'] }

const packageFile = join(import.meta.dirname, '../../../package.json')
const verifier = join(import.meta.dirname, '../../audit/verify-cli.ts')

export const runCli = async (run: Run): Promise<ExitCode> => {
  try {
    return await route(run)
  } catch (error) {
    if (error instanceof BadConfig) run.terminal.err(visible(error.message))
    else if (error instanceof Failure)
      run.terminal.err(speaking(await known(), nobodyNamed)(`${error.message} ${error.instead}`))
    // A bug keeps its stack.
    else run.terminal.err(error instanceof Error ? (error.stack ?? error.message) : String(error))
    return 1
  }
}

/** A failure may come before there is an inventory to name people by. */
const nobodyNamed: PeopleConfig = { operators: [], approvers: [], team: null, aliases: {} }

const known = async () => (await import('#commands/catalogue')).commands

const route = async (run: Run): Promise<ExitCode> => {
  const { args, env, terminal } = run
  const [first, second, ...rest] = args
  if (first === undefined || first === '--help' || first === '-h') {
    const { usage } = await import('#terminal/usage')
    for (const line of usage(await known())) terminal.out(line)
    return 0
  }
  if (first === '--version' || first === '-v') {
    const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }
    terminal.out(`howdah ${version}`)
    return 0
  }
  if (first === 'config' && second === 'check')
    return (await import('#main/cli/check-config')).checkConfig(env, terminal)
  if (first === 'config' && second === 'schema')
    return (await import('#main/cli/print-schema')).printSchema(terminal)
  if (first === 'migrate')
    return (await import('#main/cli/migrate-control')).migrateControl(env, terminal)
  if (first === 'init') return (await import('#main/cli/print-sql')).printSql(second, env, terminal)
  if (first === 'audit' && second === 'keys')
    return (await import('#main/cli/print-keys')).printKeys(env, terminal)
  if (first === 'audit' && second === 'verify' && rest.length > 0) return verifyFiles(rest)
  const { ask } = await import('#main/cli/ask')
  return ask({ ...run, speaker: run.speaker() })
}

/** Runs the verifier as a separate program, so that an auditor need not trust the rest. */
const verifyFiles = (files: readonly string[]): ExitCode => {
  const { status, signal } = spawnSync(process.execPath, [verifier, ...files], { stdio: 'inherit' })
  if (signal === 'SIGPIPE') endByPipe()
  return status === 0 ? 0 : 1
}
