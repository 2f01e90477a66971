/**
 * The spool: outcomes on this machine's disk while the control database is unavailable. Processes may
 * share the spool.
 */
import { createHash, randomUUID } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import type { EntryContent } from '#audit/entry'
import { textOfPlainFile, withPlainFile } from '#audit/plain-file'
import type { RowSigner } from '#signing/rows'

export interface Spooled {
  /** 64 hexadecimal digits, the same for the same line in every process, however it is spaced. */
  readonly key: string
  readonly kind: string
  readonly said: EntryContent
}

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
      for (const file of takenIn(dir)) {
        let done = 0
        // A process may append while the file is renamed, so the file is read again until there are no
        // new lines.
        let lines = linesOf(file)
        for (; lines !== null && done < lines.length; lines = linesOf(file)) {
          for (const line of lines.slice(done)) await write(spooledOf(line, signer))
          done = lines.length
        }
        const gone = lines && unlessUnfit(() => rmSync(file, { force: true }))
        if (gone === null) await write(unread(file))
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

/** Null for a link, a folder, and a file that Howdah may not read: only a file that was read is removed. */
const linesOf = (file: string): readonly string[] | null => {
  const text = unlessUnfit(() => textOfPlainFile(file))
  if (typeof text === 'string') return text.split('\n').filter(Boolean)
  return lstatSync(file, { throwIfNoEntry: false }) === undefined ? [] : null
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

/** Characters of a line by hand. */
const longest = 10_000

/**
 * A line that Howdah did not write, or that was cut short where the machine died, goes into the record as it is:
 * nothing of it is taken for a deed.
 */
const spooledOf = (line: string, signer: RowSigner): Spooled => {
  const asFound = (kind: string): Spooled => {
    const said = { actor: 'howdah', subject: {}, detail: { line: line.slice(0, longest) } }
    return withKey(line, kind, said)
  }
  try {
    const { signature = null, ...row } = JSON.parse(line) as Line
    if (signer.check('spool', row, signature) !== 'genuine') return asFound('spool.forged')
    const { kind, said, at } = row
    // A signature has a single text; the line around it can be written in many ways.
    return withKey(signature ?? '', kind, {
      ...said,
      detail: { ...said.detail, spooledAt: at },
    })
  } catch {
    return asFound('spool.broken')
  }
}

/** The record says the name of such a file once. */
const unread = (path: string): Spooled => {
  const file = basename(path)
  return withKey(file, 'spool.unread', { actor: 'howdah', subject: {}, detail: { file } })
}

/** The entry carries the key: the record itself tells which lines it has. */
const withKey = (of: string, kind: string, said: EntryContent): Spooled => {
  const key = createHash('sha256').update(of).digest('hex')
  return { key, kind, said: { ...said, detail: { ...said.detail, spoolKey: key } } }
}

interface Line {
  readonly kind: string
  readonly said: EntryContent
  readonly at: string
  readonly signature?: string | null
}
