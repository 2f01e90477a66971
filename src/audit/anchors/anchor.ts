/**
 * The anchor file: heads of the chain, kept where the control database's administrator cannot rewrite
 * them.
 */

import { randomUUID } from 'node:crypto'
import { fsyncSync, lstatSync, mkdirSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import {
  type ParsedAnchors,
  parseAnchors,
  type ReadAnchors,
  type WrittenAnchor,
} from '#audit/anchors/read-anchors'
import type { Anchor } from '#audit/head'
import { textOfPlainFile, withPlainFile } from '#audit/plain-file'
import type { HeadSigner } from '#signing/heads'

export interface AnchorFile {
  write(anchor: Anchor): void
  /** Lines that Howdah cannot have written are no anchors. */
  read(): ReadAnchors
  /** The same without a look at signatures. */
  readUnchecked(): readonly Anchor[]
  /** Renames the file, so that no anchor is lost. Returns the new name, or null when there was no file. */
  putAside(): string | null
  /** Writes the file anew with these anchors; the file as found is kept. Returns the name of the kept file. */
  mend(anchors: readonly (Anchor | WrittenAnchor)[]): string | null
}

/** Also a link that leads nowhere. */
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined

/** Opens the file at `path`. Each head is a line `seq hash time signature`, appended and fsynced. */
export const openAnchorFile = (path: string, heads: HeadSigner): AnchorFile => {
  const lineOf = ({ seq, hash }: Anchor): string =>
    `${[seq, hash, new Date().toISOString(), heads.sign({ seq, hash }) ?? []].flat().join(' ')}\n`
  // A link or a pipe holds no anchors: the alarm of an emptied file tells of it.
  const textOf = (): string => textOfPlainFile(path) ?? ''
  let last: ParsedAnchors | undefined
  const asideName = (): string => `${path}.${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  return {
    write(anchor) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      const append = () =>
        withPlainFile(path, 'append', file => {
          writeSync(file, lineOf(anchor))
          fsyncSync(file)
          return true
        })
      if (append()) return
      renameSync(path, asideName())
      if (!append()) throw new Error(`${path} is no file`)
    },
    putAside() {
      if (!isThere(path)) return null
      const aside = asideName()
      renameSync(path, aside)
      return aside
    },
    mend(anchors) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      const kept = textOfPlainFile(path)
      const aside = isThere(path) ? asideName() : null
      if (aside !== null && kept !== null) writeFileSync(aside, kept, { mode: 0o600, flag: 'wx' })
      if (aside !== null && kept === null) renameSync(path, aside)
      // A name that nobody has prepared a link for.
      const fresh = `${path}.${randomUUID()}`
      const lines = anchors.map(one => ('line' in one ? `${one.line}\n` : lineOf(one)))
      writeFileSync(fresh, lines.join(''), { mode: 0o600, flush: true, flag: 'wx' })
      renameSync(fresh, path)
      return aside
    },
    read() {
      last = parseAnchors(textOf(), heads, last)
      return last
    },
    readUnchecked: () => parseAnchors(textOf(), { verify: () => null }).anchors,
  }
}
