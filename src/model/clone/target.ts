/** The moment of a clone. */
import { z } from 'zod'

export type CloneTarget =
  /** After the last commit up to this ISO time, by the server's clock. */
  | { readonly kind: 'time'; readonly at: string }
  /** After the record at this LSN, or before that record. */
  | { readonly kind: 'lsn'; readonly lsn: string; readonly inclusive: boolean }
  /** After this transaction. */
  | { readonly kind: 'xid'; readonly xid: string }

export const cloneTarget: z.ZodType<CloneTarget> = z.union([
  z.strictObject({ kind: z.literal('time'), at: z.iso.datetime() }),
  z.strictObject({
    kind: z.literal('lsn'),
    lsn: z.string().regex(/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/),
    inclusive: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('xid'), xid: z.string().regex(/^\d{1,20}$/) }),
])

/** `2026-11-29 14:03:20 UTC`, `before 0/3000060`, `after transaction 745`. */
export const targetWords = (target: CloneTarget): string => {
  switch (target.kind) {
    case 'time':
      return `${target.at.slice(0, 19).replace('T', ' ')}${fraction(target.at)} UTC`
    case 'lsn':
      return `${target.inclusive ? '' : 'before '}${target.lsn}`
    case 'xid':
      return `after transaction ${target.xid}`
  }
}

const fraction = (at: string): string => {
  const digits = /\.(\d+)/.exec(at)?.[1]?.replace(/0+$/, '') ?? ''
  return digits === '' ? '' : `.${digits}`
}
