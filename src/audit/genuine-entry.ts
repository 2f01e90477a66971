/**
 * Whether Howdah wrote an entry, as this one: a genuine signature, or a whole genuine entry, can be copied into another
 * row before the next look at the chain.
 */
import { type ChainedEntry, hashOf } from '#audit/entry'
import type { RowSigner } from '#signing/rows'

export const isGenuineEntry = (
  signer: Pick<RowSigner, 'check'>,
  { seq, body, prev, hash, signature }: ChainedEntry,
): boolean =>
  hashOf(prev, body) === hash &&
  signer.check('audit', { hash }, signature) === 'genuine' &&
  saysNumber(body, seq)

/** Whether the entry itself says this number. */
export const saysNumber = (body: string, seq: number): boolean => {
  try {
    return (JSON.parse(body) as { seq?: unknown }).seq === seq
  } catch {
    return false
  }
}
