/**
 * Keeps the anchor file of this machine, and compares the file with the knowledge of the control database
 * and of this process: a lost, cut or edited file is found, said and mended.
 */

import { hostname } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { openAnchorFile } from '#audit/anchors/anchor'
import { type Expected, fileFault, linesUpTo } from '#audit/anchors/compare-anchors'
import { type ReadAnchors, type WrittenAnchor, withoutStrangers } from '#audit/anchors/read-anchors'
import { type Anchor, newestOf } from '#audit/head'
import { unsignedUpTo } from '#audit/read-entries'
import { heldOrRemoved } from '#audit/tombstones/read-tombstones'
import type { HeadSigner } from '#signing/heads'
import { advisoryLocks } from '#store/advisory-locks'
import { beginAnchorsAnew, insertAnchor, knownAnchors } from '#store/anchors'
import type { Store } from '#store/store'

/** A fault of the anchors. */
export interface Trouble {
  readonly sentence: string
  /** When this process found the trouble, ISO 8601. */
  readonly at: string
  /** The new name of the file as found; null where there was no file. */
  readonly aside: string | null
}

export interface AnchorKeeper {
  readonly path: string
  /** Of the file alone, lines by anybody included; no signature is checked. */
  inFile(): readonly Anchor[]
  /** Of the file alone, as far as the file is Howdah's. */
  counting(): Promise<readonly Anchor[]>
  /** Those that count of the file, and those of every place that the control database knows. */
  everywhere(): Promise<readonly Anchor[]>
  /** Compares the file, and mends the file where this process keeps files. Returns the new troubles. */
  compare(): Promise<readonly Trouble[]>
  /** Writes these anchors unless the file has them. */
  write(anchors: readonly Anchor[]): Promise<void>
  /** Puts the file aside: the anchors concern another record. Returns the name of the file put aside. */
  beginAnew(): Promise<string | null>
}

/** Rows of the control database per look. */
const looked = 200
const mended = 100_000

export const openAnchorKeeper = (
  store: Store,
  {
    dir,
    keeps,
    heads,
  }: { readonly dir: string; readonly keeps: boolean; readonly heads: HeadSigner },
): AnchorKeeper => {
  const path = join(dir, 'anchors.txt')
  const place = `${hostname()} ${resolve(path)}`
  const file = openAnchorFile(path, heads)
  /** The newest anchor that this process has seen in the file, since the new beginning `begun`. */
  let seen: (Expected & { readonly begun: number }) | undefined
  /** The newest anchor that the control database knew of, since `begun`. */
  let databaseKnew = { seq: 0, begun: 0 }

  /** Once an anchor of this place was signed, what follows in the chain vouches for unsigned lines. */
  const signs = ({ anchors }: ReadAnchors, known: readonly { place: string }[]): boolean =>
    heads.publicKeys.length > 0 &&
    (anchors.some(({ signed }) => signed) || known.some(one => one.place === place))

  const counting = (known: readonly { place: string }[]): readonly WrittenAnchor[] => {
    const read = file.read()
    return signs(read, known) ? read.anchors.filter(({ signed }) => signed) : read.anchors
  }

  /** The file without unsigned lines that are not from before signatures, where that can be told. */
  const readFile = async (tx: Store, known: readonly { place: string }[]): Promise<ReadAnchors> => {
    const read = file.read()
    const unsigned = read.anchors.filter(({ signed }) => !signed)
    if (unsigned.length === 0 || !signs(read, known)) return read
    const newest = newestOf(read.anchors.filter(({ signed }) => signed))
    const since = await unsignedUpTo(tx)
    const old = unsigned.filter(({ seq }) => seq <= since)
    const there = headsOf(await heldOrRemoved(tx, [newest, ...old]))
    const isHeld = (one: Anchor) => there.has(headOf(one))
    // Of a record that was rewritten, the old lines may be the ones that are right.
    return withoutStrangers(read, since, one => !isHeld(newest) || isHeld(one))
  }

  const alone = <T>(work: (tx: Store) => Promise<T>): Promise<T> =>
    store.transaction(async tx => {
      await tx.query('select pg_advisory_xact_lock($1)', [advisoryLocks.anchors])
      return work(tx)
    })

  const remember = (begun: number): void => {
    const { anchors } = file.read()
    const { seq, hash } = newestOf(anchors)
    if (seq > 0) seen = { seq, hash, lines: linesUpTo(anchors, seq), begun }
  }

  const look = async (tx: Store): Promise<readonly Trouble[]> => {
    const { known, begun, strange } = await knownAnchors(tx, place, looked)
    const mine = seen !== undefined && seen.begun === begun ? seen : undefined
    const at = new Date().toISOString()
    const troubles: Trouble[] = []
    const [newest] = known
    if (strange > 0)
      troubles.push({
        sentence: 'The control database has anchors that Howdah did not write.',
        at,
        aside: null,
      })
    const newestKnown = newestOf(known).seq
    if (databaseKnew.begun === begun && newestKnown < databaseKnew.seq)
      troubles.push({
        sentence: `The control database has lost what it knew of the anchor of entry ${databaseKnew.seq}.`,
        at,
        aside: null,
      })
    const read = await readFile(tx, known)
    const fault = fileFault(read, [...(newest ? [newest] : []), ...(mine ? [mine] : [])])
    if (fault !== null) {
      const aside = keeps
        ? file.mend(
            union(read.anchors, [
              ...(await knownAnchors(tx, place, mended)).known,
              ...(mine ? [mine] : []),
            ]),
          )
        : null
      const what = `The anchor file ${path} was not as Howdah left it: ${fault}.`
      troubles.push({
        sentence: keeps
          ? `${what} Howdah has written back the anchors that the control database knows${aside === null ? '' : `; the file as it was found is ${basename(aside)}`}.`
          : what,
        at,
        aside,
      })
    }
    remember(begun)
    databaseKnew = { seq: newestKnown, begun }
    return troubles
  }

  return {
    path,
    inFile: () => file.readUnchecked(),
    counting: async () => counting((await knownAnchors(store, place, 1)).known),
    everywhere: async () => {
      const { known } = await knownAnchors(store, null, looked)
      return [...counting(known), ...known.filter(({ seq }) => seq > 0)]
    },
    compare: () => alone(look),
    write: anchors =>
      alone(async tx => {
        const { known, begun } = await knownAnchors(tx, place, looked)
        const there = file.read().anchors
        for (const one of anchors)
          if (!there.some(({ seq, hash }) => seq === one.seq && hash === one.hash)) file.write(one)
        const { seq, hash } = newestOf(counting(known))
        if (seq > Math.max(0, ...known.map(one => one.seq))) {
          const lines = linesUpTo(file.read().anchors, seq)
          await insertAnchor(tx, { place, seq, hash, lines, ts: null })
        }
        remember(begun)
      }),
    beginAnew: () =>
      alone(async tx => {
        await beginAnchorsAnew(tx)
        seen = undefined
        return file.putAside()
      }),
  }
}

/** The anchors left in the file, and the lost anchors, in order. */
const union = <One extends Anchor>(
  there: readonly One[],
  known: readonly Anchor[],
): readonly (One | Anchor)[] => {
  const left = headsOf(there)
  return [
    ...there,
    ...known.filter(one => !left.has(headOf(one))).map(({ seq, hash }) => ({ seq, hash })),
  ].toSorted((one, other) => one.seq - other.seq)
}

const headOf = ({ seq, hash }: Anchor): string => `${seq} ${hash}`

const headsOf = (anchors: readonly Anchor[]): ReadonlySet<string> => new Set(anchors.map(headOf))
