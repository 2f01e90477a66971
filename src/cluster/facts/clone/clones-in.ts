/** The clones in a folder. A folder without Howdah's own words is unfinished, and no clone. */
import { uptime } from 'node:os'
import { join } from 'node:path'
import { namesIn } from '#cluster/facts/backup/plain-file'
import { type CloneAbout, dataOf, readCloneAbout } from '#cluster/facts/clone/about'
import { serverOf } from '#cluster/facts/clone/server-of'
import { hasCode } from '#src/errors'

export interface FoundClone {
  /** `shop-clone-1.r-7k3m9q.2`: clone, run and token. */
  readonly entry: string
  readonly folder: string
  /** Null while unfinished. */
  readonly about: CloneAbout | null
  readonly running: boolean
  /** True where the machine was started since: a clone writes without fsync, so a crash may have torn the files. */
  readonly torn: boolean
}

/** The user of the clones' server owns the folder, and may put any number of names there. */
const mostNames = 1_000

/** Null for a folder that cannot be read, and for a folder with more than a thousand names. */
export const clonesIn = async (place: string): Promise<readonly FoundClone[] | null> => {
  const names = await namesIn(place, mostNames).catch((error: unknown) =>
    hasCode(error, 'ENOENT') ? [] : null,
  )
  if (names === null || names === 'crowded') return null
  return Promise.all(
    names.filter(isEntry).map(async entry => {
      const folder = join(place, entry)
      const about = await readCloneAbout(folder)
      return {
        entry,
        folder,
        about: about !== null && entry.startsWith(`${about.clone}.${about.run}.`) ? about : null,
        running: (await serverOf(dataOf(folder))) !== null,
        torn: about !== null && isOlderThanMachine(about.madeAt),
      }
    }),
  )
}

/** The clone of a name and a backup; undefined for none. */
export const cloneOf = async (
  place: string,
  wanted: { readonly clone: string; readonly backup: string },
): Promise<(FoundClone & { readonly about: CloneAbout }) | undefined> =>
  (await clonesIn(place))
    ?.flatMap(one => (one.about ? [{ ...one, about: one.about }] : []))
    .find(({ about }) => about.clone === wanted.clone && about.backup === wanted.backup)

/** Clone, run and token. */
export const entryOf = (clone: string, run: string, token: number): string =>
  `${clone}.${run}.${token}`

/** `3` of `shop-clone-3.r-7k3m9q.2`; 0 for another name, and for a number that clones never come to. */
export const numberOfClone = (entry: string): number =>
  Number(/-clone-([1-8]?\d{1,5})\./.exec(entry)?.[1] ?? 0)

const isOlderThanMachine = (madeAt: string): boolean =>
  Date.parse(madeAt) < Date.now() - uptime() * 1_000

const isEntry = (name: string): boolean => /^[a-z][a-z0-9-]*-clone-\d+\.r-[^.]+\.\d+$/.test(name)
