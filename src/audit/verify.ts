/** Finds what was altered in a record: by the chain, and by the heads that were anchored outside. */
import { type ChainedEntry, genesis, hashOf } from '#audit/entry'

export interface Anchor {
  readonly seq: number
  readonly hash: string
}

export interface Verdict {
  readonly ok: boolean
  readonly entries: number
  /** First altered entry; null when the record holds. */
  readonly first: number | null
  readonly sentence: string
}

export const verifyRecord = (
  entries: readonly ChainedEntry[],
  anchors: readonly Anchor[],
): Verdict => {
  const wrong = (first: number, what: string): Verdict => ({
    ok: false,
    entries: entries.length,
    first,
    sentence: `The record was tampered with: ${what}`,
  })
  let prev = genesis
  for (const [index, entry] of entries.entries()) {
    const seq = index + 1
    if (entry.seq !== seq) return wrong(seq, `entry ${seq} is missing.`)
    if (entry.prev !== prev) return wrong(seq, `entry ${seq} does not follow the one before it.`)
    if (hashOf(prev, entry.body) !== entry.hash || !says(entry.body, seq)) {
      return wrong(seq, `entry ${seq} was altered${named(entry.body)}.`)
    }
    prev = entry.hash
  }
  for (const anchor of anchors) {
    const entry = entries[anchor.seq - 1]
    if (!entry) {
      const from = entries.length + 1
      return wrong(from, `entries from ${from} on are missing; ${anchor.seq} was anchored outside.`)
    }
    if (entry.hash !== anchor.hash) {
      return wrong(
        anchor.seq,
        `entry ${anchor.seq} or one before it was rewritten: its anchor outside says otherwise.`,
      )
    }
  }
  const last = anchors.reduce((most, { seq }) => Math.max(most, seq), 0)
  const sentence = `The record holds: ${entries.length} entries, anchored outside up to entry ${last}.`
  return { ok: true, entries: entries.length, first: null, sentence }
}

const says = (body: string, seq: number): boolean => {
  try {
    return (JSON.parse(body) as { seq?: unknown }).seq === seq
  } catch {
    return false
  }
}

const named = (body: string): string => {
  try {
    const { kind, actor } = JSON.parse(body) as { kind?: unknown; actor?: unknown }
    return ` (it says now: ${String(kind)} by ${String(actor)})`
  } catch {
    return ''
  }
}
