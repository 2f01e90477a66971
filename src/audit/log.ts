/** The record: any number of processes append entries, and no entry ever changes. */

import { basename } from 'node:path'
import { openAnchorKeeper, type Trouble } from '#audit/anchors/keep-anchors'
import { refuseOthersAnchors } from '#audit/anchors/whose-anchors'
import { appendEntries } from '#audit/append-entries'
import type { ChainedEntry, EntryContent } from '#audit/entry'
import { exportRecord } from '#audit/export'
import { type Anchor, newestOf } from '#audit/head'
import { type ChannelKeeper, openChannelKeeper } from '#audit/keep-channel'
import { patiently } from '#audit/patiently'
import { openPatrol, type Patrol } from '#audit/patrol'
import {
  type EntryBounds,
  hasSpooled,
  readEntry,
  readLatest,
  readPart,
  readPartWithin,
  unsignedUpTo,
} from '#audit/read-entries'
import type { NamedEntry, Pruning } from '#audit/recorder'
import { openSpool } from '#audit/spool/spool'
import type { Spooled } from '#audit/spool/spooled'
import { openToldTroubles, troubleKind } from '#audit/told-troubles'
import { openPruning } from '#audit/tombstones/keep-entries'
import { readBeginning } from '#audit/tombstones/read-tombstones'
import {
  type CheckDepth,
  endsEarly,
  type Outside,
  otherThanAnchored,
  type SignedEntries,
  type Verdict,
  verifyParts,
} from '#audit/verify'
import { type HeadSigner, openHeadSigner } from '#signing/heads'
import { Failure } from '#src/errors'
import { advisoryLocks } from '#store/advisory-locks'
import type { Store } from '#store/store'
import { takeLock } from '#store/take-lock'

export interface AuditLog {
  /**
   * Call this before acting. A Failure means that the entry cannot be written, and then the act must not
   * happen.
   */
  append(kind: string, said: EntryContent, tx?: Store): Promise<void>
  /** Appends several entries at once, in the order given. */
  appendAll(all: readonly NamedEntry[], tx: Store): Promise<void>
  /** Call this after acting. The entry waits in a local spool while the control database is unavailable. */
  appendOutcome(kind: string, said: EntryContent): Promise<void>
  /** Writes each spooled entry exactly once. Called when the control database is back. */
  flush(): Promise<void>
  latest(
    limit: number,
    about?: readonly string[],
    bounds?: EntryBounds,
  ): Promise<readonly ChainedEntry[]>
  /** All entries so far, as lines of JSON in batches; read anew by each call. */
  export(): Promise<() => AsyncGenerator<string>>
  /** Reads the whole record. */
  verify(check?: CheckDepth): Promise<Verdict>
  /** Reads the new entries and the next batch of old entries; cheap enough to run every minute. */
  readonly patrol: Patrol
  /** Writes the newest head to the anchor file now, unless the record contradicts the newest anchor. */
  anchor(): Promise<void>
  /** Puts the anchors aside after a person confirmed a restore, and records that person's name. */
  startAfresh(person: string): Promise<void>
  /** Throws a Failure when the folder keeps the anchors of another record. */
  ownsFolder(): Promise<void>
  /**
   * A sentence when the newest anchor is not in the record: the record was restored, cut off or
   * rewritten. The file counts, and what the control database knows of every place.
   */
  strayed(): Promise<string | null>
  /** Compares and mends the anchor file. Returns all troubles that this process has found since its start. */
  compareAnchors(): Promise<readonly Trouble[]>
  /** The troubles so far. */
  troubles(): readonly Trouble[]
  /** Hears of troubles that other processes have found since this process started. */
  hear(): Promise<void>
  /** What this process knows to be wrong with the record, its anchors and the audit channel, as sentences. */
  faults(): readonly string[]
  /** Null without an audit channel. */
  readonly channel: ChannelKeeper | null
  readonly pruning: Pruning
}

export interface AuditOptions {
  readonly store: Store
  /** Folder of the anchor file and the spool. */
  readonly dir: string
  /** False for a short-lived process (the command line): the process reads anchors but writes no files. */
  readonly keeps?: boolean
  /** Signs the anchors; by default no anchor is signed. */
  readonly heads?: HeadSigner
  /** The audit channel. */
  readonly channel?: string | null
}

/** Entries between two anchors. */
const anchorEvery = 100

/** Few, since two batches are in memory, and many, since each is a journey. */
const verifiedAtOnce = 1_000

/** Several patrols. */
const staleMs = 300_000

/** Shorter than the patience with the control database, which leaves time to name the holder of the lock. */
const lockPatience = { patienceMs: 1_500 } as const

export const openLog = ({
  store,
  dir,
  keeps = true,
  heads = openHeadSigner([]),
  channel: auditChannel = null,
}: AuditOptions): AuditLog => {
  const anchors = openAnchorKeeper(store, { dir, keeps, heads })
  const spool = openSpool(dir, store.signer)

  const signedEntries = async (): Promise<SignedEntries> => ({
    since: await unsignedUpTo(store),
    check: ({ hash, signature }) => store.signer.check('audit', { hash }, signature),
  })

  const outside = async (): Promise<Outside> => ({
    anchors: await anchors.everywhere(),
    signed: await signedEntries(),
  })

  let anchoring: Promise<void> | undefined
  let anchored = keeps ? newestOf(anchors.inFile()).seq : 0
  const strayedFrom = async (newest: Anchor): Promise<string | null> => {
    if (newest.seq === 0) return null
    const entry = await readEntry(store, newest.seq)
    if (entry) return entry.hash === newest.hash ? null : otherThanAnchored(newest.seq)
    const [head] = await readLatest(store, 1)
    const last = head?.seq ?? 0
    // An entry missing before the end was removed; a restore would not leave such a gap.
    return last < newest.seq ? endsEarly(last, newest.seq) : null
  }
  let astray: string | null = null
  const strayed = async (): Promise<string | null> => {
    const outside = [newestOf(await anchors.everywhere()), ...((await channel?.seen()) ?? [])]
    let because: string | null = null
    for (const head of outside) because ??= await strayedFrom(head)
    astray = because
    return because
  }
  const found: Trouble[] = []
  const told = openToldTroubles(store)
  const find = async (one: Trouble): Promise<void> => {
    if (found.some(({ sentence }) => sentence === one.sentence)) return
    found.push(one)
    const detail = { title: one.sentence, aside: one.aside }
    await appendOutcome(troubleKind, { actor: 'howdah', subject: {}, detail })
  }
  const channel =
    auditChannel === null
      ? null
      : openChannelKeeper(store, auditChannel, heads, sentence =>
          find({ sentence, at: new Date().toISOString(), aside: null }),
        )
  const compareAnchors = async (): Promise<readonly Trouble[]> => {
    const troubles = await anchors.compare()
    if (!keeps) return troubles
    for (const one of troubles) await find(one)
    return found
  }
  const begins = () => readBeginning(store)
  const patrol = openPatrol(
    seq => readPartWithin(store, seq),
    () => anchors.everywhere(),
    signedEntries,
    begins,
  )
  /** Since when no patrol has come to an end; undefined from an end until the next begin. */
  let patrolsSince: number | undefined
  let altered: { readonly sentence: string | null; readonly at: number } | undefined
  const anchor = async (): Promise<void> => {
    await compareAnchors()
    // A different record must not become the anchored record by growing past the anchor.
    if ((await strayed()) !== null) return
    const [head] = await readLatest(store, 1)
    if (!head) return
    // The first entry tells this record from any other one, however old a backup of it is.
    const first = anchors.inFile().some(({ seq }) => seq === 1)
      ? undefined
      : await readEntry(store, 1)
    await anchors.write(first && first.seq !== head.seq ? [first, head] : [head])
    anchored = head.seq
  }
  const appendAll = async (all: readonly NamedEntry[], tx: Store): Promise<void> => {
    await appendEntries(tx, all)
  }
  const append = async (kind: string, said: EntryContent, tx?: Store): Promise<void> => {
    if (tx) return appendAll([{ ...said, kind }], tx)
    const [entry] = await patiently(
      store.transaction(inner => appendEntries(inner, [{ ...said, kind }], lockPatience)),
    )
    // Only a committed head is anchored: a head that was rolled back would look like tampering. When
    // anchoring fails here, the every-minute check repeats and reports the work.
    if (keeps && anchoring === undefined && (entry?.seq ?? 0) - anchored >= anchorEvery) {
      // Without this every append would anchor until the first anchoring has ended.
      anchoring = anchor().finally(() => {
        anchoring = undefined
      })
      await patiently(anchoring).catch(() => {})
    }
  }

  const appendOutcome = async (kind: string, said: EntryContent): Promise<void> => {
    try {
      await append(kind, said)
    } catch (error) {
      if (!(error instanceof Failure) || !keeps) throw error
      spool.add(kind, said)
    }
  }

  /**
   * Uses a single transaction for both: of all processes that read the line, only the first writes the
   * entry.
   */
  const writeOnce = ({ key, kind, said }: Spooled): Promise<void> =>
    patiently(
      store.transaction(async tx => {
        await takeLock(tx, { lock: advisoryLocks.chain, ...lockPatience })
        if (!(await hasSpooled(tx, key))) await appendEntries(tx, [{ ...said, kind }], lockPatience)
      }),
    )

  const verify = async (check?: CheckDepth): Promise<Verdict> => {
    const verdict = await verifyParts(
      seq => readPart(store, seq, verifiedAtOnce),
      check === 'chain' ? { anchors: [], signed: await signedEntries() } : await outside(),
      begins,
    )
    const [trouble] = verdict.ok && check !== 'chain' ? await compareAnchors() : []
    return trouble
      ? { ...verdict, ok: false, sentence: `The entries hold. ${trouble.sentence}` }
      : verdict
  }

  return {
    append,
    appendAll,
    flush: () => spool.drain(writeOnce),
    appendOutcome,
    latest: (limit, about, bounds) => readLatest(store, limit, about, bounds),
    export: () => exportRecord(store, outside, heads),
    pruning: openPruning(store, { dir, keeps, heads, verify }),
    verify,
    async patrol(check) {
      patrolsSince ??= performance.now()
      const sentence = await patrol(check)
      patrolsSince = undefined
      altered = { sentence, at: performance.now() }
      return sentence
    },
    compareAnchors,
    troubles: () => found,
    hear: () => told.read(),
    faults: () =>
      [
        astray,
        altered !== undefined && performance.now() - altered.at < staleMs ? altered.sentence : null,
        patrolsSince !== undefined && performance.now() - patrolsSince > staleMs
          ? unpatrolled
          : null,
        ...new Set([...found.map(({ sentence }) => sentence), ...told.sentences()]),
      ].filter(sentence => sentence !== null),
    channel,
    async startAfresh(person) {
      if (!keeps) throw elsewhere()
      const aside = await anchors.beginAnew()
      anchored = 0
      await append('recovery.confirmed', {
        actor: person,
        subject: {},
        detail: { anchors: aside === null ? null : basename(aside) },
      })
    },
    ownsFolder: async () => refuseOthersAnchors(store, anchors.path, await anchors.counting()),
    strayed,
    anchor,
  }
}

const unpatrolled =
  'For 5 minutes no look through the record has come to an end: the log of the bot says why.'

const elsewhere = (): Failure =>
  new Failure(
    'audit.elsewhere',
    'Recovery is confirmed where the anchors are kept, which is not here.',
    'Say `thaw` in Slack.',
  )
