/**
 * A grip on the tools of a run on a machine: a session holds the fence, and the tools are found by the files there. A
 * tool outlives the bot; the next holder waits for the very tool that the step wants, and ends every other tool.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  beginTool,
  clearTool,
  endTool,
  lastWordsOf,
  nameOfTool,
  outputOf,
  type ToolThere,
  toolsOf,
} from '#cluster/drivers/host/tools-there'
import { stopped } from '#cluster/drivers/session/acting'
import { type FencedSession, openSession } from '#cluster/drivers/session/session'
import { takenOver } from '#cluster/drivers/session/taken-over'
import { type Place, stillFenced } from '#model/actions/action-kind'
import type { Acting, Hand, Holder, Stray } from '#model/actions/driver'
import type { Tool } from '#model/actions/host/tools'
import type { StanzaConfig } from '#model/cluster'
import { Failure } from '#src/errors'

/** A tool as the action of a run names the tool. */
export interface WantedTool {
  readonly stanza: StanzaConfig
  readonly tool: Tool
  readonly deadlineSeconds: number
}

export interface ToolHand extends Pick<Hand, 'fence' | 'close' | 'progress'> {
  readonly session: FencedSession
  strays(keep: WantedTool | null): Promise<readonly Stray[]>
  end(keep: WantedTool | null, known: readonly Stray[]): Promise<readonly Stray[]>
  /** The newest tool of that name on the machine; undefined for none. */
  left(wanted: WantedTool): Promise<ToolThere | undefined>
  /** Runs the tool once, and gives its output; throws a Failure for an exit code other than 0. */
  run(wanted: WantedTool, how: Acting): Promise<string>
}

export const takeTools = async (
  place: Place,
  stanza: StanzaConfig,
  holder: Holder,
): Promise<ToolHand> => {
  const session = await openSession(place, holder)
  const { run, token } = holder
  const named = ({ stanza: of, tool }: WantedTool) => nameOfTool(run, of, tool)
  const strayTools = async (keep: WantedTool | null) =>
    (await toolsOf(stanza, run)).filter(
      one => one.alive && one.token <= token && !(keep && one.name === named(keep)),
    )
  return {
    session,
    async strays(keep) {
      return [...(await session.strays(null)), ...(await strayTools(keep)).map(strayOf)]
    },
    async end(keep, known) {
      const tools = (await strayTools(keep)).filter(one =>
        known.some(({ pid, startedAt }) => pid === one.pid && startedAt === startOf(one)),
      )
      await Promise.all(tools.map(one => endTool(stanza, one)))
      return [...(await session.end(null, known)), ...tools.map(strayOf)]
    },
    async fence() {
      const fenced = await session.fence()
      if (fenced !== 'ours') return fenced
      const tools = await strayTools(null)
      return tools.length === 0 ? 'ours' : tools.map(strayOf)
    },
    async left(wanted) {
      const name = named(wanted)
      const tools = (await toolsOf(wanted.stanza, run)).filter(one => one.name === name)
      return (
        tools.find(({ alive }) => alive) ??
        tools.toSorted((one, other) => other.token - one.token)[0]
      )
    },
    run: (wanted, how) => runTool(session, wanted, { name: named(wanted), token, run }, how),
    progress: async () => undefined,
    close: abandon => session.close(abandon),
  }
}

const strayOf = (tool: ToolThere): Stray => ({
  pid: tool.pid,
  startedAt: startOf(tool),
  token: tool.token,
})

/** No time of a session: a session and a tool are never taken for each other. */
const startOf = ({ start }: Pick<ToolThere, 'start'>): string => `tick ${start}`

const pollMs = 250

interface Naming {
  readonly name: string
  readonly token: number
  readonly run: string
}

const runTool = async (
  session: FencedSession,
  { stanza, tool, deadlineSeconds }: WantedTool,
  { name, token, run }: Naming,
  { stop, lost }: Acting,
): Promise<string> => {
  const late = performance.now() + deadlineSeconds * 1_000
  // A holder that has lost the fence runs no tool.
  await session.read(stillFenced)
  if (stop.aborted) throw stopped(undefined)
  await clearTool(stanza, name)
  await beginTool(stanza, name, token, tool)
  const there = async () =>
    (await toolsOf(stanza, run)).find(one => one.name === name && one.token === token)
  const give = async (failure: Failure): Promise<never> => {
    const one = await there()
    if (one?.alive) await endTool(stanza, one)
    throw failure
  }
  for (;;) {
    if (lost.aborted) throw takenOver()
    const one = await there()
    // The words are written a moment after the tool begins.
    if (one && !one.alive) {
      // The look may have been a moment before the code was written.
      const ended = one.code === null ? await there() : one
      if (ended?.code === 0) return outputOf(stanza, ended)
      throw await failed(stanza, ended ?? one, tool)
    }
    if (one && stop.aborted) await give(stopped(undefined))
    if (performance.now() > late) await give(tooLate(tool, deadlineSeconds))
    await sleep(pollMs)
  }
}

const failed = async (stanza: StanzaConfig, there: ToolThere, { tool }: Tool): Promise<Failure> => {
  const said = await lastWordsOf(stanza, there)
  const { code } = there
  return code === null
    ? new Failure(
        'tool.ended',
        `pgBackRest’s ${tool} was ended from outside, or its machine was.`,
        'Look at the machine, and plan again.',
      )
    : new Failure(
        `tool.${code}`,
        `pgBackRest’s ${tool} ended with ${code}: ${errorIn(said)}`,
        'Fix what it says, then plan again.',
      )
}

/** `2026-11-30 10:11:12.123 P00  ERROR: [055]: unable to open …`; the lines behind belong to the error. */
const errorIn = (said: string): string => {
  const found = /ERROR: (\[\d+\]: [^]*)$/.exec(said)?.[1] ?? said.split('\n').slice(-3).join('\n')
  const words = found
    .replace(/\n\d{4}-\d\d-\d\d [^]*$/, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return words.length > 600 ? `${words.slice(0, 600)}…` : words === '' ? 'it said nothing.' : words
}

const tooLate = ({ tool }: Tool, seconds: number): Failure =>
  new Failure(
    'run.deadline',
    `pgBackRest’s ${tool} did not end within ${Math.ceil(seconds / 60)} min and was ended.`,
    'Look at the machine and the repository, then plan again.',
  )
