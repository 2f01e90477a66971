/** The replay of a replica in sentences: paused, cut off from the primary, or too far behind. */

import type { NodeStatus } from '#cluster/facts/node/status'
import { bytes, seconds } from '#text/figures'
import { minute } from '#text/instant'
import { writeCommand } from '#text/write-command'

export interface ReplayGlance
  extends Pick<
    NodeStatus,
    | 'streams'
    | 'behindSeconds'
    | 'behindBytes'
    | 'replayedUntil'
    | 'paused'
    | 'delaySeconds'
    | 'replayHeldUp'
  > {
  readonly name: string
}

/** A replica this far behind is worth a sentence, whatever the cause. */
const farSeconds = 300
const farBytes = 1024 ** 3

export const replayTrouble = (cluster: string, node: ReplayGlance): readonly string[] => {
  const paused = node.paused ? [pausedLine(node)] : []
  if (!node.streams) return [...paused, silentLine(node)]
  return node.paused || !isFar(node) ? paused : [farLine(cluster, node)]
}

/** A replica that is delayed on purpose is behind only beyond that delay. */
const isFar = ({ behindSeconds, behindBytes, delaySeconds }: ReplayGlance): boolean =>
  (behindSeconds ?? 0) > farSeconds + delaySeconds ||
  (delaySeconds === 0 && (behindBytes ?? 0) >= farBytes)

const pausedLine = ({ name, behindSeconds, behindBytes }: ReplayGlance): string => {
  const waiting = behindBytes ?? 0
  const state =
    waiting === 0
      ? `${name} has all that the primary wrote so far, but its replay is paused`
      : `${name} is ${behindSeconds === null ? bytes(waiting) : seconds(behindSeconds)} behind: its replay is paused`
  return `${state}. Ask an administrator to run \`SELECT pg_wal_replay_resume()\` there.`
}

const farLine = (
  cluster: string,
  { name, behindSeconds, behindBytes, replayHeldUp }: ReplayGlance,
): string => {
  const last =
    behindSeconds === null
      ? 'it has replayed no transaction since it started'
      : `the last transaction that it has replayed is ${seconds(behindSeconds)} old`
  const next = replayHeldUp
    ? `A session there holds its replay up: \`${writeCommand('lock tree', { cluster })}\` says which.`
    : `${replayHeldUp === null ? 'Whether a session there holds its replay up cannot be seen' : 'No session there holds its replay up'}: look at the load and the log of ${name}.`
  return `${name} is ${bytes(behindBytes ?? 0)} behind: ${last}. ${next}`
}

const silentLine = ({ name, behindBytes, replayedUntil }: ReplayGlance): string => {
  const since =
    replayedUntil === null
      ? 'nothing was replayed since it started'
      : `it knows all until ${minute(replayedUntil)}`
  return `${name} does not stream from the primary: ${since}, and is ${bytes(behindBytes ?? 0)} behind.`
}
