/** Keeps entries in a file, and finds out up to where the record is old, before two people have it shortened. */
import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, lstatSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { ChainedEntry } from '#audit/entry'
import type { Anchor } from '#audit/head'
import { readBody } from '#audit/read-body'
import { readLatest, readPart } from '#audit/read-entries'
import type { KeptEntries, Pruning } from '#audit/recorder'
import { readTombstones } from '#audit/tombstones/read-tombstones'
import type { Verdict } from '#audit/verify'
import type { HeadSigner } from '#signing/heads'
import { Failure } from '#src/errors'
import type { Store } from '#store/store'

interface PruningOptions {
  readonly dir: string
  readonly keeps: boolean
  readonly heads: Pick<HeadSigner, 'sign'>
  readonly verify: () => Promise<Verdict>
}

const atOnce = 1_000

export const openPruning = (
  store: Store,
  { dir, keeps, heads, verify }: PruningOptions,
): Pruning => ({
  async lastBefore(time) {
    const [first] = await readPart(store, 1, 1)
    const [newest] = await readLatest(store, 1)
    if (!(first && newest)) return null
    const isBefore = async (seq: number): Promise<ChainedEntry | null> => {
      const [entry] = await readPart(store, seq, 1)
      return entry && writtenAt(entry) < time.getTime() ? entry : null
    }
    // Times of entries grow with their numbers: the database's clock tells them within the lock of the chain.
    let found = await isBefore(first.seq)
    let [low, high] = [first.seq, newest.seq]
    while (found !== null && low < high) {
      const middle = Math.ceil((low + high) / 2)
      const entry = await isBefore(middle)
      if (entry === null) high = middle - 1
      else {
        found = entry
        low = middle
      }
    }
    return found && { seq: found.seq, hash: found.hash }
  },
  isRemoved: async seq => (await readTombstones(store)).some(({ last }) => last >= seq),
  async keep(last) {
    if (!keeps)
      throw new Failure(
        'audit.elsewhere',
        'The entries are kept where the anchors are kept, which is not here.',
        'Say `audit prune` in Slack.',
      )
    const { ok, sentence } = await verify()
    if (!ok)
      throw new Failure(
        'audit.broken',
        sentence,
        'Find out what happened: nothing is removed before.',
      )
    return write(store, dir, last, heads)
  },
})

const writtenAt = ({ body, seq }: ChainedEntry): number => {
  const at = Date.parse(readBody(body)?.at ?? '')
  if (Number.isNaN(at)) throw new Error(`entry ${seq} has no time`)
  return at
}

/** Lines as `audit export` writes them; the last one has the signature of the head. */
const write = async (
  store: Store,
  dir: string,
  last: Anchor,
  heads: Pick<HeadSigner, 'sign'>,
): Promise<KeptEntries> => {
  const folder = join(dir, 'removed')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!lstatSync(folder).isDirectory())
    throw new Failure(
      'audit.linked',
      `${folder} leads elsewhere, and nothing is removed that is not kept with the record.`,
      'Find out who put a link there, and remove the link.',
    )
  const [first] = await readPart(store, 1, 1)
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const path = join(folder, `record-${first?.seq ?? 1}-${last.seq}-${stamp}.jsonl`)
  const file = openSync(path, 'wx', 0o600)
  const digest = createHash('sha256')
  let entries = 0
  try {
    for (let seq = first?.seq ?? 1; seq <= last.seq; ) {
      const part = (await readPart(store, seq, atOnce)).filter(one => one.seq <= last.seq)
      const text = part.map(one => `${JSON.stringify(lineOf(one, last, heads))}\n`).join('')
      writeSync(file, text)
      digest.update(text)
      entries += part.length
      seq = (part.at(-1)?.seq ?? last.seq) + 1
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return { path, entries, sha256: digest.digest('hex') }
}

const lineOf = (
  entry: ChainedEntry,
  { seq, hash }: Anchor,
  heads: Pick<HeadSigner, 'sign'>,
): object => {
  const head = entry.seq === seq && entry.hash === hash ? heads.sign(entry) : null
  return head === null ? entry : { ...entry, head }
}
