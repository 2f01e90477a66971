/** The place of a post, as Howdah signed the place. By a place from another hand Howdah would write over an alarm. */
import type { RowKind } from '#signing/rows'
import type { Store } from '#store/store'

export interface Placed {
  readonly ts: string | null
  readonly signature: string | null
  /** True for an unchanged row from before places were signed. */
  readonly before_signing: boolean
}

/** The ts of the post; null for a place by another hand, as before the post. `row` has the rest of the place. */
export const placedAt = (
  { signer }: Pick<Store, 'signer'>,
  kind: RowKind,
  row: object,
  { ts, signature, before_signing: old }: Placed,
): string | null =>
  ts !== null && (old || signer.check(kind, { ...row, ts }, signature) === 'genuine') ? ts : null
