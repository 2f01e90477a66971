/** The switchover itself. Writes stand still from the stop of the old primary until the promotion, and no longer. */
import { setTimeout as sleep } from 'node:timers/promises'
import { leadPools, pausePools, resumePools } from '#cluster/drivers/pgbouncer/meanwhile'
import { stopped } from '#cluster/drivers/session/acting'
import { whereOf } from '#cluster/drivers/session/session'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { commitMs, gapWords, startCanary } from '#cluster/drivers/switchover/canary'
import { writeCheckpoint } from '#cluster/drivers/switchover/checkpoint'
import { followed } from '#cluster/drivers/switchover/followed'
import { promote } from '#cluster/drivers/switchover/promote'
import { dropOldSlot } from '#cluster/drivers/switchover/rejoin'
import { repoint } from '#cluster/drivers/switchover/repoint'
import { logOf, startServerOf, stopServerOf } from '#cluster/drivers/switchover/server'
import { writeStandbyFiles } from '#cluster/drivers/switchover/standby-files'
import { makeSlot, readUpstream } from '#cluster/drivers/switchover/upstream'
import type { SwitchedOver, Switching } from '#cluster/drivers/switchover/working'
import { serverOf } from '#cluster/facts/clone/server-of'
import { readControl } from '#cluster/facts/replication/control-file'
import { switchoverSql } from '#model/actions/replication/statements'
import { Failure } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { inTime } from '#src/in-time'
import { milliseconds } from '#text/figures'

export const switchOver = async (working: Switching): Promise<SwitchedOver> => {
  const { session, action, holder, stop, tell } = working
  const { from, data, node, deadlineSeconds, meanwhile } = action
  const upstream = await readUpstream(working)
  await makeSlot(working, upstream)
  const log = await logOf(data)
  const begun = performance.now()
  const at = (name: string) => whereOf({ ...action, node: name }, holder)
  const runs = (await serverOf(data)) !== null
  tell(`writing a checkpoint on ${from}`)
  if (runs) await writeCheckpoint(at(from))
  const written = performance.now()
  const canary = await startCanary(runs ? at(from) : null, at(node))
  try {
    if (stop.aborted) throw stopped(undefined)
    await stillHeld(session)
    const quiet = performance.now()
    await pausePools(working)
    // The old primary is fenced by its own files from here on. A holder without the fence leaves the pools to the next one.
    await stillHeld(session)
    const began = performance.now()
    await writeStandbyFiles(data, upstream).catch(async (error: unknown) => {
      await resumePools(working)
      throw error
    })
    failpoint('switchover fenced')
    tell(`stopping ${from}`)
    await stopServerOf(data, 'SIGINT', deadlineSeconds * 1_000)
    const down = performance.now()
    failpoint('switchover stopped')
    tell(`waiting until ${node} has replayed everything`)
    await replayed(working)
    const whole = performance.now()
    await stillHeld(session)
    tell(`promoting ${node}`)
    await promote(session, node)
    const up = performance.now()
    failpoint('switchover promoted')
    tell(`${node} is the primary; starting ${from} as its replica`)
    // A commit may have to wait for the old primary as a synchronous replica.
    const committed = canary.first()
    if (meanwhile) await inTime(committed, commitMs, () => null)
    const waits = await leadPools(working)
    await startServerOf(data, log)
    failpoint('switchover started')
    const [first] = await Promise.all([committed, followed(working)])
    const follows = performance.now()
    if (upstream.left !== null) await dropOldSlot(working, upstream.left)
    await repoint({ ...working, others: action.others ?? [] })
    const times = [
      `checkpoint ${milliseconds(written - begun)}`,
      ...(meanwhile ? [`pause ${milliseconds(began - quiet)}`] : []),
      `stop ${milliseconds(down - began)}`,
      `replay ${milliseconds(whole - down)}`,
      `promotion ${milliseconds(up - whole)}`,
      `the old primary followed after ${milliseconds(follows - up)}`,
    ]
    return { phases: `${gapWords(canary.last(), first)}: ${times.join(', ')}`, waits }
  } finally {
    await canary.close()
  }
}

/** Writes stand still meanwhile. */
const replayMs = 10_000

/** Resolves once all that the old primary ever wrote is replayed, as its control file tells after an orderly stop. */
const replayed = async ({ session, action }: Switching): Promise<void> => {
  const { node, from, data, system } = action
  const control = await readControl(data)
  if (control?.system !== system || !control.state.startsWith('stopped'))
    throw new Failure(
      'switchover.no-order',
      `${from} did not stop in order, so what ${node} lacks is not known.`,
      `Look at the log of the server in ${data}.`,
    )
  for (const until = performance.now() + replayMs; ; await sleep(2)) {
    const [row] = await session.read<{ replayed: boolean }>(switchoverSql.replayed, [
      control.checkpoint,
    ])
    if (row?.replayed) return
    if (performance.now() > until)
      throw new Failure(
        'switchover.not-replayed',
        `${node} has not replayed all that ${from} wrote (up to ${control.checkpoint}) within ${replayMs / 1_000} s.`,
        `Look why its replay is slow: \`replication status\`.`,
      )
  }
}
