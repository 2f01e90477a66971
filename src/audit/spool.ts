/**
 * The spool: outcomes on this machine's disk while the control database is unavailable. Processes may
 * share the spool.
 */
import { createHash, randomUUID } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import type { EntryContent } from '#audit/entry'

export interface Spooled {
  /** The same for the same line, in every process. */
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

export const openSpool = (dir: string): Spool => {
  const path = join(dir, name)
  return {
    add(kind, said) {
      mkdirSync(dir, { recursive: true, mode: 0o700 })
      const line = JSON.stringify({ id: randomUUID(), kind, said, at: new Date().toISOString() })
      appendFileSync(path, `${line}\n`, { mode: 0o600, flush: true })
    },
    async drain(write) {
      // Renames the file first: no process appends to the new name.
      if (existsSync(path)) unlessGone(() => renameSync(path, `${path}.${randomUUID()}`))
      for (const file of takenIn(dir)) {
        let done = 0
        // A process may append while the file is renamed, so the file is read again until there are no
        // new lines.
        for (let lines = linesOf(file); done < lines.length; lines = linesOf(file)) {
          for (const line of lines.slice(done)) await write(spooledOf(line))
          done = lines.length
        }
        rmSync(file, { force: true })
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

const linesOf = (file: string): readonly string[] =>
  (unlessGone(() => readFileSync(file, 'utf8')) ?? '').split('\n').filter(Boolean)

/** Ignores ENOENT: another process may have been quicker. */
const unlessGone = <T>(work: () => T): T | undefined => {
  try {
    return work()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

const spooledOf = (line: string): Spooled => {
  const key = `spool ${createHash('sha256').update(line).digest('hex')}`
  try {
    const { kind, said, at } = JSON.parse(line) as { kind: string; said: EntryContent; at: string }
    return { key, kind, said: { ...said, detail: { ...said.detail, spooledAt: at } } }
  } catch {
    // The machine died in the middle of the line: the rest of the line goes into the record as
    // `spool.broken`.
    return { key, kind: 'spool.broken', said: { actor: 'howdah', subject: {}, detail: { line } } }
  }
}
