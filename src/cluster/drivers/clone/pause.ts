/**
 * Waits until a clone is paused at its moment, or tells why the clone does not come there. Only a log that says that
 * replay stopped for the target, and a session that says that replay is paused, count together.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, extended, hangUp, type Where } from '#cluster/clients/postgres/connection'
import { type CloneServer, readLog } from '#cluster/drivers/clone/server'
import type { CloneAbout } from '#cluster/facts/clone/about'
import { type CloneTarget, targetWords } from '#model/clone/target'
import { Failure } from '#src/errors'
import { asSentence } from '#text/sentence'

const pollMs = 50

export interface PausedAt extends Pick<CloneAbout, 'reached' | 'reachedAt' | 'locked'> {
  /** The transaction that ends next; null where replay stopped elsewhere. */
  readonly next: string | null
}

export interface Pausing {
  readonly folder: string
  readonly server: CloneServer
  readonly where: Where
  readonly backup: string
  readonly target: CloneTarget
  readonly stop: AbortSignal
}

export const untilPaused = async (pausing: Pausing): Promise<PausedAt> => {
  const { folder, server, where, stop } = pausing
  for (; ; await sleep(pollMs, undefined, { signal: stop })) {
    stop.throwIfAborted()
    if (!server.running()) throw notReached(pausing, await readLog(folder))
    const log = await readLog(folder)
    if (/insufficient parameter settings/.test(log)) throw tooSmall(log)
    if (!/pausing at the end of recovery/.test(log)) continue
    const reached = await askWhere(where)
    if (reached) return { ...reached, next: nextIn(log) }
  }
}

const nextIn = (log: string): string | null =>
  /recovery stopping before (?:commit|abort) of transaction (\d+)/.exec(log)?.[1] ?? null

/** Undefined while replay is not paused yet. */
const askWhere = async (where: Where): Promise<Omit<PausedAt, 'next'> | undefined> => {
  const client = await connect(where)
  try {
    const { rows } = await client.query<Omit<PausedAt, 'next'> & { readonly state: string }>(
      extended(
        `select pg_get_wal_replay_pause_state() as state, pg_last_wal_replay_lsn()::text as reached,
           to_json(pg_last_xact_replay_timestamp() at time zone 'UTC') #>> '{}' || 'Z' as "reachedAt",
           (select count(*)::int from pg_locks join pg_stat_activity using (pid)
             where backend_type = 'startup' and locktype = 'relation' and mode = 'AccessExclusiveLock') as locked`,
        [],
        10_000,
      ),
    )
    const [row] = rows
    return row?.state === 'paused'
      ? { reached: row.reached, reachedAt: row.reachedAt, locked: row.locked }
      : undefined
  } finally {
    await hangUp(client, false)
  }
}

/** PostgreSQL's own words for each way in which a target is not reached. */
const notReached = ({ folder, backup, target }: Pausing, log: string): Failure => {
  const [, space] = /for Tablespace\/CREATE: \d+ "(.*)"/.exec(log) ?? []
  if (space !== undefined)
    return new Failure(
      'clone.new-tablespace',
      `A tablespace was made in ${space} after ${backup}, and a replay would write into that very folder.`,
      'Choose a moment before that, or take a base backup now for moments from then on.',
    )
  const fatal = /(?:FATAL|PANIC): +(.*)/.exec(
    log.split('\n').findLast(line => /FATAL|PANIC/.test(line)) ?? '',
  )?.[1]
  // Of the program that decrypts WAL: the archive may be whole, without the key to it.
  const locked = /^howdah: (.* )(Give .*|Take .*)$/m.exec(log)
  if (locked)
    return new Failure(
      'clone.wal-locked',
      `${backup} cannot be brought to ${targetWords(target)}: ${(locked[1] ?? '').trim()}`,
      locked[2] ?? '',
    )
  const wrongSetting = /LOG: +(invalid value for parameter .*)/.exec(log)?.[1]
  const said = wrongSetting ?? fatal ?? log.trim().split('\n').at(-1) ?? ''
  // A file of WAL that finds no room counts for PostgreSQL as the end of the archive.
  if (/No space left on device|Disk quota exceeded/.test(log))
    return new Failure(
      'clone.disk',
      `The disk of ${folder} has no room left for the WAL that ${targetWords(target)} needs, so there is no clone.`,
      'Make room, then plan again.',
    )
  if (/before configured recovery target was reached/.test(said))
    return new Failure(
      'clone.not-reached',
      `${backup} cannot be brought to ${targetWords(target)}: the archived WAL ends before that, or is missing or damaged on the way.`,
      'Choose an earlier moment; `backup status` tells of gaps.',
    )
  if (/before consistent recovery point/.test(said))
    return new Failure(
      'clone.too-early',
      `${targetWords(target)} is before the end of ${backup}, which cannot be restored to a moment within itself.`,
      'Choose a later moment.',
    )
  return new Failure(
    'clone.not-started',
    `The clone does not start: ${asSentence(said)}`,
    'Fix what PostgreSQL says, then plan again.',
  )
}

const tooSmall = (log: string): Failure => {
  const detail = /DETAIL: +(.*)/.exec(
    log.slice(log.indexOf('insufficient parameter settings')),
  )?.[1]
  return new Failure(
    'clone.too-small',
    `Replay stopped before the moment, as a setting of the server was raised meanwhile and lowered again: ${asSentence(detail ?? 'PostgreSQL does not tell which')}`,
    'Choose a moment before that, or a backup after that.',
  )
}
