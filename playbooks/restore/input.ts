/** What people say of a restore: the moment, and how long its clone lives. */
import { z } from 'zod'
import type { MomentWish } from '#cluster/facts/restore/moment'
import { line } from '#model/input'
import { readMinutes } from '#text/length'
import { readMoment } from '#text/moment'

const mostMinutes = 30 * 1_440

const aMoment = 'Write a moment as `2026-11-29 14:03:20`, which is UTC, or with `+01:00` behind'
const aLength = 'Write `90 minutes`, `8 hours` or `3 days`, at most 30 days'

export const restoreInput = z.object({
  to: line
    .optional()
    .refine(said => said === undefined || readMoment(said) !== undefined, aMoment)
    .transform(said => (said === undefined ? undefined : readMoment(said)))
    .describe('The moment, as `2026-11-29 14:03:20`; UTC unless an offset follows'),
  lsn: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/, 'Write an LSN as `0/3000060`')
    .optional()
    .describe('The LSN in place of a moment: all before that is replayed'),
  'before-drop': line
    .max(130)
    .optional()
    .describe('A dropped table in place of a moment, as `public.orders`: right before its drop')
    .meta({ writtenAs: 'name' }),
  xid: z
    .string()
    .trim()
    .regex(/^\d{1,20}$/, 'Write the number of a transaction as `745`')
    .optional()
    .describe('A transaction in place of a moment: right after its commit'),
  name: line
    .max(63)
    .optional()
    .describe('A restore point of `pg_create_restore_point` in place of a moment'),
  end: line
    .default('1 day')
    .refine(said => isLife(readMinutes(said)), aLength)
    .describe('How long the clone lives: `8 hours`, `3 days`'),
})

const isLife = (minutes: number | undefined): boolean =>
  minutes !== undefined && minutes >= 1 && minutes <= mostMinutes

export type RestoreInput = z.infer<typeof restoreInput>

/** Undefined where no moment is named, or several are. */
export const wishOf = (input: Omit<RestoreInput, 'end'>): MomentWish | undefined => {
  const { to, lsn, xid, name, 'before-drop': typed } = input
  const wishes: readonly MomentWish[] = [
    ...(to === undefined ? [] : [{ kind: 'known', target: { kind: 'time', at: to } } as const]),
    ...(lsn === undefined
      ? []
      : [{ kind: 'known', target: { kind: 'lsn', lsn, inclusive: false } } as const]),
    ...(typed === undefined ? [] : [{ kind: 'drop', typed } as const]),
    ...(xid === undefined ? [] : [{ kind: 'xid', xid } as const]),
    ...(name === undefined ? [] : [{ kind: 'name', name } as const]),
  ]
  return wishes.length === 1 ? wishes[0] : undefined
}

export const minutesOf = ({ end }: Pick<RestoreInput, 'end'>): number => readMinutes(end) ?? 0
