/** Makes a paused clone take writes: recovery ends at its moment, and whatever reaches other servers is taken out before anybody connects. */
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, extended, hangUp } from '#cluster/clients/postgres/connection'
import { cutOff } from '#cluster/drivers/clone/alone'
import { endAtTarget, letIn, loginsOf } from '#cluster/drivers/clone/configure'
import { keepAbout } from '#cluster/drivers/clone/keep-about'
import { ownerOf } from '#cluster/drivers/clone/owner-of'
import { postmasterOf } from '#cluster/drivers/clone/postmaster'
import { logIn, readLog, startServer, stopServer } from '#cluster/drivers/clone/server'
import type { FencedSession } from '#cluster/drivers/session/session'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { dataOf } from '#cluster/facts/clone/about'
import { cloneOf, type FoundClone } from '#cluster/facts/clone/clones-in'
import { type ControlFile, readControl } from '#cluster/facts/replication/control-file'
import type { CloneAction } from '#model/actions/clone'
import type { Holder } from '#model/actions/driver'
import { configOfClone } from '#model/clone/config'
import { Failure } from '#src/errors'
import { noKeys } from '#src/vault/keys'

export const promoteClone = async (
  session: Pick<FencedSession, 'read'>,
  action: CloneAction,
  holder: Holder,
  stop: AbortSignal,
): Promise<void> => {
  const { clone, place, backup } = action
  const found = await cloneOf(place, { clone, backup })
  if (!found?.running || found.torn || found.about.moving !== null) throw notPaused(clone)
  const { folder, about } = found
  await stateOf(folder)
  const owner = await ownerOf(place)
  const databases = await databasesOf(found, action, holder)
  // Until the words are written anew the clone counts for no moment.
  await keepAbout(folder, { ...about, moving: about.target })
  await stopServer(folder)
  await letIn(folder, [], owner)
  await endAtTarget(folder, owner)
  await startReady(folder, action, holder, stop)
  await stopServer(folder)
  // After a stop by force the newest timeline is recovered once more, from files that nobody flushed.
  if ((await stateOf(folder)) !== 'stopped') throw notInOrder(clone)
  await cutOff({ folder, programs: action.programs, owner, databases })
  await letIn(folder, loginsOf(holder.cluster.config), owner)
  await startReady(folder, action, holder, stop)
  await stillHeld(session)
  stop.throwIfAborted()
  await keepAbout(folder, { ...about, moving: null, locked: 0, promoted: true })
}

/**
 * Starts a server, and waits until the server takes writes. PostgreSQL writes `ready` into postmaster.pid for a hot standby
 * too (18.4), also in the middle of a promotion: only the control file tells the end of recovery.
 */
export const startReady = async (
  folder: string,
  { programs, place, clone }: Pick<CloneAction, 'programs' | 'place' | 'clone'>,
  { cluster: { config } }: Holder,
  stop: AbortSignal,
): Promise<void> => {
  const keys = (config.backup?.keys ?? noKeys).wal
  await rm(logIn(folder), { force: true })
  const server = startServer(folder, { programs, owner: await ownerOf(place), keys })
  try {
    for (;;) {
      if (await takesWrites(folder, server.pid)) return
      if (!server.running()) throw notStarted(clone, await readLog(folder))
      await sleep(50, undefined, { signal: stop })
    }
  } catch (error) {
    server.kill()
    throw error
  }
}

/** A server that was killed leaves its words behind, so they count for that very process only. */
const takesWrites = async (folder: string, server: number | undefined): Promise<boolean> => {
  const { pid, isReady } = await postmasterOf(dataOf(folder))
  return isReady && pid === server && (await stateOf(folder)) === 'primary'
}

/** Asked before anything is stopped, too: what cannot be read now would be waited for in vain. */
const stateOf = async (folder: string): Promise<ControlFile['state']> => {
  const control = await readControl(dataOf(folder))
  if (control !== null) return control.state
  throw new Failure(
    'clone.control-file',
    `Howdah cannot read the control file in ${dataOf(folder)}, which tells whether the clone takes writes.`,
    'Use a Howdah that knows this version of PostgreSQL; restore again if the file is damaged.',
  )
}

const databasesOf = async (
  { about: { socket } }: FoundClone & { readonly about: { readonly socket: string } },
  { clone, database }: CloneAction,
  { cluster: { config } }: Holder,
): Promise<readonly string[]> => {
  const cluster = configOfClone(config, { name: clone, socket })
  const client = await connect({
    cluster,
    node: clone,
    database,
    credential: cluster.credentials.observe,
    applicationName: 'howdah clone',
    settings: {},
  })
  try {
    const { rows } = await client.query<{ name: string }>(
      extended(
        'select datname::text as name from pg_database where datallowconn order by 1',
        [],
        10_000,
      ),
    )
    return rows.map(({ name }) => name)
  } finally {
    await hangUp(client, false)
  }
}

const notPaused = (clone: string): Failure =>
  new Failure(
    'clone.gone',
    `${clone} is not there any more, paused at its moment.`,
    'Restore again.',
  )

const saidIn = (log: string): string => {
  const lines = log.trim().split('\n')
  return lines.findLast(line => /FATAL|PANIC/.test(line)) ?? lines.at(-1) ?? ''
}

const notInOrder = (clone: string): Failure =>
  new Failure(
    'clone.not-stopped',
    `${clone} did not shut down in order between its two starts.`,
    'End the clone, and restore again.',
  )

const notStarted = (clone: string, log: string): Failure =>
  new Failure(
    'clone.not-started',
    `${clone} does not start: ${saidIn(log)}`,
    'Fix what PostgreSQL says, or restore again.',
  )
