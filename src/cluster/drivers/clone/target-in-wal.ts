/** Moments that the archived WAL tells: of an event, and of a lock. */
import type { BackupAbout } from '#cluster/facts/backup/about'
import { walInFolder } from '#cluster/facts/restore/archived-wal'
import { type Event, type FoundMoment, momentFinder } from '#cluster/facts/restore/find-moment'
import { readMoments, type StretchRead } from '#cluster/facts/restore/read-moments'
import type { CloneAction } from '#model/actions/clone'
import type { Holder } from '#model/actions/driver'
import { type CloneTarget, type DropTarget, nameOfDropped } from '#model/clone/target'
import { Failure } from '#src/errors'
import { noKeys } from '#src/vault/keys'

export interface WalBehind {
  readonly action: Pick<CloneAction, 'archive'>
  readonly holder: Holder
  readonly about: BackupAbout
}

/** Files of WAL that are read at most for an event. */
const mostFiles = 1_024

/** A drop that was not archived when the plan was made is found now, and so is the commit of an earlier step. */
export const targetInWal = async (
  behind: WalBehind,
  target: CloneAction['target'],
): Promise<CloneTarget> => {
  if (target.kind === 'step') {
    if (typeof target.xid === 'object') throw new Error('the step gave no transaction')
    // WAL has 32 of the 64 bits.
    const xid = String(BigInt(target.xid) % 2n ** 32n)
    const { found, read } = await seek(behind, { kind: 'xid', xid: Number(xid) })
    if (!found) throw notReached(behind.about.backup, xid, read)
    return { kind: 'xid', xid, lsn: found.lsn }
  }
  if (target.kind !== 'drop' || target.found) return target
  const { database, schema, schemaOid, table } = target
  const schemas = schemaOid === null ? [] : [{ oid: schemaOid, name: schema }]
  const event = { kind: 'drop', database, tables: [table], schema, schemas } as const
  const { found, read } = await seek(behind, event)
  if (!found) throw noDrop(target, read)
  return { ...target, found: { lsn: found.lsn, at: found.at, xid: String(found.xid) } }
}

/** Where a transaction that ends behind `until` took its first exclusive lock; null where no lock is found. */
export const firstLockInWal = async (
  behind: WalBehind,
  xid: number,
  until: string,
): Promise<string | null> => {
  let first: string | null = null
  await readMoments({ ...stretchOf(behind), until }, record => {
    if (record.kind === 'locks' && record.locks.some(lock => lock.xid === xid)) first = record.lsn
    return first !== null
  })
  return first
}

const seek = async (
  behind: WalBehind,
  event: Event,
): Promise<{ readonly found: FoundMoment | null; readonly read: StretchRead | null }> => {
  const finder = momentFinder(event)
  const read = await readMoments({ ...stretchOf(behind), until: null }, one => finder.hear(one))
  return { found: finder.found(), read }
}

/** The WAL of a stanza was fetched, and lies in a folder too. */
const stretchOf = ({ action: { archive }, holder, about }: WalBehind) => ({
  wal: walInFolder(archive, (holder.cluster.config.backup?.keys ?? noKeys).wal),
  about,
  from: null,
  files: mostFiles,
})

const notReached = (backup: string, xid: string, read: StretchRead | null): Failure =>
  new Failure(
    'clone.no-wal',
    `${backup} cannot be brought to the end of transaction ${xid}: ${read?.damage ?? `${read ? `the archived WAL from ${read.from} to ${read.to} has no commit of that` : 'no WAL behind it is archived'}.`}`,
    'Run `backup verify`, and look after the archive of WAL.',
  )

const noDrop = (target: DropTarget, read: StretchRead | null): Failure =>
  new Failure(
    'clone.no-drop',
    `No drop of ${nameOfDropped(target)} is in the archived WAL${read ? ` from ${read.from} to ${read.to}${read.damage === null ? '' : `, where reading ended: ${read.damage}`}` : ''}.`,
    'Look at the name of the table, or restore to a moment with `to=`.',
  )
