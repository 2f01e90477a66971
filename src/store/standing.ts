/** Which rows count: those that Howdah signed, and unsigned ones about a plan from before rows were signed. */
import type { RowKind, RowSigner } from '#signing/rows'

export interface Standing {
  readonly signature: string | null
  /** Whether the plan was made before rows were signed. */
  readonly old: boolean
}

/** The column `old`: no login but the owner's writes `created_at`. */
export const old = 'plan.created_at < (select before.at from howdah.before_signing before) as old'

export const counts = (
  { signer }: { readonly signer: Pick<RowSigner, 'check'> },
  kind: RowKind,
  row: object,
  standing: Standing,
): boolean => {
  const genuine = signer.check(kind, row, standing.signature)
  return genuine === 'genuine' || (genuine === 'unsigned' && standing.old)
}
