/** Runs a command from the command line, with the same dispatch, grammar and authorisation as in Slack. */
import { randomBytes } from 'node:crypto'
import { dispatch } from '#engine/ask/dispatch'
import { otherThanBots } from '#main/cli/bots-inventory'
import { keepFile } from '#main/cli/keep-file'
import { withLocal } from '#main/cli/with-local'
import { withoutSlack } from '#main/cli/without-slack'
import { configuration } from '#main/configuration'
import { openParts } from '#main/open-parts'
import { isRefusal } from '#model/refusal'
import type { Reply } from '#model/reply'
import { presentTraffic } from '#monitor/traffic'
import { BadConfig, Failure, hasCode } from '#src/errors'
import { readArguments } from '#terminal/arguments'
import { drawReply, type ExitCode } from '#terminal/draw-reply'
import { personOf, type Speaker } from '#terminal/speaker'
import type { Terminal } from '#terminal/terminal'

export interface Asking {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly speaker: Speaker
  readonly terminal: Terminal
}

export const ask = async ({ args, env, speaker, terminal }: Asking): Promise<ExitCode> => {
  const config = configuration(withoutSlack(withLocal(env, terminal)))
  if (config.databaseUrl === null)
    throw new BadConfig(['DATABASE_URL names no control database: the one that the bots have.'])
  if (config.signingKeys.length === 0)
    throw new BadConfig([
      'HOWDAH_SIGNING_KEY is missing: without the key that the bots have, nobody here can tell which plans and approvals are genuine.',
    ])
  const opened = openParts(config, config.databaseUrl, {
    holder: `cli-${randomBytes(2).toString('hex')}`,
    keeps: false,
    traffic: presentTraffic,
    // The run's row is the wake-up: the sweeper of a bot finds the row within seconds.
    wake: () => Promise.resolve(),
    findPerson: null,
    report: error => terminal.err(`Note: ${error instanceof Error ? error.message : 'trouble'}`),
  })
  try {
    await opened.record.ownsFolder()
    await opened.fleet.refresh()
    const words = readArguments(args)
    const mayNotJudge = await otherThanBots(opened.store, config)
    const reply = isRefusal(words)
      ? words
      : await withCode(terminal, code =>
          dispatch(opened.parts, opened.engine, {
            text: words.text,
            person: {
              ...personOf(speaker),
              ...(mayNotJudge === undefined ? {} : { mayNotJudge }),
            },
            origin: { via: 'cli', channel: null },
            ...code,
          }),
        )
    const { lines, exit } = drawReply(reply, {
      commands: opened.parts.commands,
      people: config.people,
      width: terminal.width,
    })
    const toFile = !isRefusal(words) && words.save === '-'
    for (const line of lines) {
      if (exit === 2 || toFile) terminal.err(line)
      else terminal.out(line)
    }
    // A refusal for want of the bots' inventory names the difference.
    if (mayNotJudge !== undefined && !(isRefusal(reply) && reply.because === mayNotJudge.because))
      terminal.err(`Note: ${mayNotJudge.because} This answer is by yours.`)
    return isRefusal(words) ? exit : await keepFile({ reply, exit }, words, terminal)
  } catch (error) {
    throw inWords(error, config.databaseUrl)
  } finally {
    await opened.close()
  }
}

/** A code is asked for on the terminal: an argument would stand in the shell's history. */
const withCode = async (
  terminal: Terminal,
  say: (code: { readonly code?: string }) => Promise<Reply>,
): Promise<Reply> => {
  const reply = await say({})
  if (reply.kind !== 'code') return reply
  const code = await terminal.secret?.('One-time code')
  return code === undefined || code === '' ? reply : say({ code })
}

/** The control database refuses in SQLSTATEs, or not at all; a person at a terminal needs to know what to do. */
const inWords = (error: unknown, url: string): unknown => {
  if (error instanceof Failure && error.code === 'store.unavailable') {
    const host = (URL.canParse(url) && new URL(url).host) || 'a socket'
    const silent = hasCode(error.cause, 'ECONNREFUSED') ? ', and nothing listens there' : ''
    return new Failure(
      error.code,
      `${error.message} DATABASE_URL leads to ${host}${silent}.`,
      'Start it, or correct DATABASE_URL.',
      { cause: error },
    )
  }
  return error instanceof Error &&
    'code' in error &&
    /^(28|3D|3F|42P01|42501)/.test(String(error.code))
    ? new Failure(
        'cli.control',
        `The control database refuses: ${error.message}.`,
        'Check DATABASE_URL; `howdah migrate` with DATABASE_OWNER_URL makes what is in it.',
        { cause: error },
      )
    : error
}
