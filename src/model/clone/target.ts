/** The moment of a clone. */
import { z } from 'zod'

export type CloneTarget =
  /** After the last commit up to this ISO time, by the server's clock. */
  | { readonly kind: 'time'; readonly at: string }
  /** After the record at this LSN, or before that record. */
  | { readonly kind: 'lsn'; readonly lsn: string; readonly inclusive: boolean }
  /** After this transaction, by the 32 bits that WAL has of the id, whose commit is the record at the LSN. */
  | { readonly kind: 'xid'; readonly xid: string; readonly lsn: string }
  /** After a restore point (pg_create_restore_point), which is the record at the LSN. */
  | { readonly kind: 'name'; readonly name: string; readonly lsn: string }
  | DropTarget

/** Before the lock of the transaction that dropped a table. */
export interface DropTarget {
  readonly kind: 'drop'
  /** Unquoted. */
  readonly schema: string
  readonly table: string
  /** Oids; `schemaOid` is null for a schema that is gone as well. */
  readonly database: number
  readonly schemaOid: number | null
  /** Null where the WAL of the drop is not archived yet: the restore finds the drop. */
  readonly found: FoundDrop | null
}

export interface FoundDrop {
  /** Where the lock was taken. */
  readonly lsn: string
  /** When the transaction was committed, as an ISO time. */
  readonly at: string
  readonly xid: string
}

const lsn = z.string().regex(/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/)
const xid = z.string().regex(/^\d{1,20}$/)
const oid = z.int().min(1).max(0xffff_ffff)

export const cloneTarget: z.ZodType<CloneTarget> = z.union([
  z.strictObject({ kind: z.literal('time'), at: z.iso.datetime() }),
  z.strictObject({ kind: z.literal('lsn'), lsn, inclusive: z.boolean() }),
  z.strictObject({ kind: z.literal('xid'), xid, lsn }),
  z.strictObject({ kind: z.literal('name'), name: z.string().min(1).max(63), lsn }),
  z.strictObject({
    kind: z.literal('drop'),
    schema: z.string().min(1),
    table: z.string().min(1),
    database: oid,
    schemaOid: oid.nullable(),
    found: z.strictObject({ lsn, at: z.iso.datetime(), xid }).nullable(),
  }),
])

/** The record at which replay stops, and whether that is replayed; null for a time, and for a drop that is not found yet. */
export const recordOf = (
  target: CloneTarget,
): { readonly lsn: string; readonly inclusive: boolean } | null => {
  switch (target.kind) {
    case 'time':
      return null
    case 'lsn':
      return target
    case 'xid':
    case 'name':
      return { lsn: target.lsn, inclusive: true }
    case 'drop':
      return target.found && { lsn: target.found.lsn, inclusive: false }
  }
}

/** Behind "to": `2026-11-29 14:03:20 UTC`, `before 0/3000060`, `after transaction 745`. */
export const targetWords = (target: CloneTarget): string => {
  switch (target.kind) {
    case 'time':
      return exactTime(target.at)
    case 'lsn':
      return `${target.inclusive ? '' : 'before '}${target.lsn}`
    case 'xid':
      return `after transaction ${target.xid}`
    case 'name':
      return `restore point “${target.name}”`
    case 'drop':
      return `before ${nameOfDropped(target)} was dropped${target.found ? ` (${exactTime(target.found.at)})` : ''}`
  }
}

/** Behind "is shop": `at 2026-11-29 14:03:20 UTC`, `before 0/3000060`. */
export const momentWords = (target: CloneTarget): string =>
  target.kind === 'time' || target.kind === 'name' || (target.kind === 'lsn' && target.inclusive)
    ? `at ${targetWords(target)}`
    : targetWords(target)

export const nameOfDropped = ({ schema, table }: Pick<DropTarget, 'schema' | 'table'>): string =>
  `${schema}.${table}`

/** To the microsecond, without zeros at the end. */
export const exactTime = (at: string): string =>
  `${at.slice(0, 19).replace('T', ' ')}${fraction(at)} UTC`

const fraction = (at: string): string => {
  const digits = /\.(\d+)/.exec(at)?.[1]?.replace(/0+$/, '') ?? ''
  return digits === '' ? '' : `.${digits}`
}
