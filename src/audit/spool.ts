/** Outcomes that wait on this machine while the control database is away; any number of processes share it. */
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
  /** The same for the same line, whoever reads it. */
  readonly key: string
  readonly kind: string
  readonly said: EntryContent
}

export interface Spool {
  add(kind: string, said: EntryContent): void
  /**
   * Hands over each line, those included that a process left when it died over them, and removes what was
   * written. Others may do the same at once: `write` sees to it that each key is written once.
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
      // Under a name that nobody appends to any more.
      if (existsSync(path)) unlessGone(() => renameSync(path, `${path}.${randomUUID()}`))
      for (const file of takenIn(dir)) {
        let done = 0
        // Somebody may have been about to append as the file was renamed: it is read again until nothing is new.
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

/** Another process may have been quicker. */
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
    // Cut short when the machine died: what there is of it goes into the record.
    return { key, kind: 'spool.broken', said: { actor: 'howdah', subject: {}, detail: { line } } }
  }
}
