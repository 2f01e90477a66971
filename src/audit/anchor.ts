/**
 * The anchor file: heads of the chain, kept where the control database's administrator cannot rewrite
 * them.
 */
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { Anchor } from '#audit/verify'

export interface AnchorFile {
  write(anchor: Anchor): void
  read(): readonly Anchor[]
  /** Renames the file, so that no anchor is lost. Returns the new name, or null when there was no file. */
  putAside(): string | null
}

/** Opens the file at `path`. Each head is a line `seq hash time`, appended and fsynced. */
export const openAnchorFile = (path: string): AnchorFile => ({
  write({ seq, hash }) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    if (!existsSync(path)) appendFileSync(path, '', { mode: 0o600 })
    const file = openSync(path, 'a')
    try {
      writeSync(file, `${seq} ${hash} ${new Date().toISOString()}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  },
  putAside() {
    if (!existsSync(path)) return null
    const aside = `${path}.${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
    renameSync(path, aside)
    return aside
  },
  read: () => (existsSync(path) ? parseAnchors(readFileSync(path, 'utf8')) : []),
})

/** Reads anchors from the file's text, or from text copied out of the audit channel. */
export const parseAnchors = (text: string): readonly Anchor[] =>
  [...text.matchAll(/^\s*(\d+) ([0-9a-f]{64})\b/gm)].map(([, seq, hash]) => ({
    seq: Number(seq),
    hash: hash ?? '',
  }))
