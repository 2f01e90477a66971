/** Judges whether the disk has room for a build or a copy: for the index or the rows, the sort, and the WAL. */
import type { WalAbout } from '#cluster/facts/node/wal'
import type { Estimate } from '#model/plan'
import { type Refusal, refusal } from '#model/refusal'
import { bytes } from '#text/figures'

export interface Need {
  readonly what: 'build' | 'rebuild' | 'copy'
  /** `shop-1 (tablespace fast)`. */
  readonly disk: string
  readonly node: string
  /** Bytes for the index and the sort, or for the rows. */
  readonly room: number
  /** In bytes. */
  readonly wal: number
  /** Null when not visible from here. */
  readonly freeBytes: number | null
  /** Null when no WAL is written. */
  readonly about: WalAbout | null
}

/** A full disk fails the build; a full pg_wal stops the server. */
export const notEnoughDisk = (need: Need): Refusal | undefined => {
  const { what, node, freeBytes, about } = need
  const stays =
    about === null ? 0 : about.keptBy === null ? Math.min(need.wal, about.usualBytes) : need.wal
  const shared = about?.disk?.shared === true
  const room = need.room + (shared ? stays : 0)
  if (freeBytes !== null && freeBytes < room) {
    return refusal(
      `The ${what} may need about ${bytes(room)}${shared ? `, ${bytes(stays)} of it for WAL` : ''}, and ${need.disk} has ${bytes(freeBytes)} free.`,
      'Free some disk first.',
    )
  }
  const beside = shared ? null : (about?.disk?.freeBytes ?? null)
  return beside === null || beside >= stays
    ? undefined
    : refusal(
        `The ${what} may need about ${bytes(stays)} for WAL, and where pg_wal lies on ${node} ${bytes(beside)} are free. A full pg_wal stops the server.`,
        about?.keptBy ? `Fix ${about.keptBy}, or free some disk first.` : 'Free some disk first.',
      )
}

export const walEstimates = (about: WalAbout | null, wal: number): readonly Estimate[] =>
  about === null
    ? []
    : [
        {
          label: 'WAL',
          value: `about ${bytes(wal)}${about.replicas ? ', which replicas have to receive' : ''}`,
        },
      ]

export const walNotes = (about: WalAbout | null): readonly string[] =>
  about?.keptBy
    ? [`All WAL of it stays on disk because of ${about.keptBy}. A full pg_wal stops the server.`]
    : []
