/** Entries and requests for a shared level. */
import { randomUUID } from 'node:crypto'
import type { LeaseRequest, NewEntry } from '#cache/levels/level'

export const minute = 60_000

export const entry = (text: string, more: Partial<NewEntry> = {}): NewEntry => ({
  payload: Buffer.from(text),
  tags: [],
  refreshMs: minute,
  freshMs: 2 * minute,
  keptMs: 3 * minute,
  ...more,
})

export const request = (more: Partial<LeaseRequest> = {}): LeaseRequest => ({
  token: randomUUID(),
  leaseMs: minute,
  tags: [],
  tagMs: 10 * minute,
  ...more,
})
