/**
 * The spool: outcomes on this machine's disk while the control database is unavailable. Processes may
 * share the spool.
 */
import { randomUUID } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import type { EntryContent } from '#audit/entry'
import { textOfPlainFile, withPlainFile } from '#audit/plain-file'
import { type ReadLines, readSpooled } from '#audit/spool/read-spooled'
import { type Spooled, spooledOf, unread } from '#audit/spool/spooled'
import type { RowSigner } from '#signing/rows'

export interface Spool {
  add(kind: string, said: EntryContent): void
  /**
   * Hands each line to `write`, including lines left by a process that died while draining, and removes
   * the written lines. Several processes may drain at once: `write` makes sure that each key is written
   * once.
   */
  drain(write: (line: Spooled) => Promise<void>): Promise<void>
}

const name = 'spool.jsonl'

export const openSpool = (dir: string, signer: RowSigner): Spool => {
  const path = join(dir, name)
  /** Lines of this process, also where somebody has emptied the file since. */
  const mine = new Map<string, Spooled>()
  /** Files with too many lines by hand, which the record names already. */
  const passed = new Set<string>()
  return {
    add(kind, said) {
      mkdirSync(dir, { recursive: true, mode: 0o700 })
      const line = { id: randomUUID(), kind, said, at: new Date().toISOString() }
      const signature = signer.sign('spool', line)
      const text = `${JSON.stringify({ ...line, signature })}\n`
      const spooled = spooledOf(text.trimEnd(), signer)
      mine.set(spooled.key, spooled)
      const append = () =>
        withPlainFile(path, 'append', file => appendFileSync(file, text, { flush: true }) ?? true)
      if (append()) return
      renameSync(path, `${path}.${randomUUID()}`)
      if (!append()) throw new Error(`${path} is no file`)
    },
    async drain(write) {
      // First: no file of a stranger in the folder keeps the lines of this process back.
      for (const [key, line] of mine) {
        await write(line)
        mine.delete(key)
      }
      // Renames the file first: no process appends to the new name.
      const aside = unlessUnfit(
        () => existsSync(path) && renameSync(path, `${path}.${randomUUID()}`),
      )
      if (aside === null) await write(unread(path))
      let strange = 0
      for (const file of takenIn(dir).filter(one => !passed.has(one))) {
        const most = Math.max(0, mostStrange - strange)
        let done = 0
        // A process may append while the file is renamed, so the file is read again until there are no
        // new lines.
        let found = linesOf(file, signer, most)
        while (found !== null && done < found.lines.length) {
          for (const line of found.lines.slice(done)) await write(line)
          done = found.lines.length
          found = linesOf(file, signer, most)
        }
        strange += found?.strange ?? 1
        const gone = found?.isWhole ? unlessUnfit(() => rmSync(file, { force: true })) : null
        if (gone !== null) continue
        // The record has an entry for each name, and somebody may have put a million there.
        if (found !== null || strange <= mostStrange) await write(unread(file))
        if (found !== null) passed.add(file)
      }
    },
  }
}

const takenIn = (dir: string): readonly string[] =>
  existsSync(dir)
    ? readdirSync(dir)
        .filter(file => file.startsWith(`${name}.`))
        .map(file => join(dir, file))
    : []

/** Lines by hand in a drain: whoever may write in the folder could keep the record busy for hours. */
const mostStrange = 100

/** Null for a link, a folder, and a file that Howdah may not read: only a file that was read is removed. */
const linesOf = (file: string, signer: RowSigner, most: number): ReadLines | null => {
  const text = unlessUnfit(() => textOfPlainFile(file))
  if (typeof text === 'string') return readSpooled(text, signer, most)
  return lstatSync(file, { throwIfNoEntry: false }) === undefined
    ? { lines: [], strange: 0, isWhole: true }
    : null
}

/**
 * Null where the file system says no: a stranger may have put the file into the folder, and the other files are
 * drained all the same. A missing file was drained by a quicker process.
 */
const unlessUnfit = <T>(work: () => T): T | undefined | null => {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error
    return error.code === 'ENOENT' ? undefined : null
  }
}
