/** The end of a restore drill, as the control database keeps an end. */
import { z } from 'zod'

/** `drill-3`, with the number in the first group. */
export const drillName = /^drill-([1-9][0-9]{0,8})$/

const figure = z.number().min(0)

export const drillFigures = z.strictObject({
  /** Of the backup, and of the WAL from the start of the backup to the moment. */
  bytes: figure,
  walBytes: figure,
  unpackSeconds: figure,
  startSeconds: figure,
  replaySeconds: figure,
  checkSeconds: figure,
})
export type DrillFigures = z.infer<typeof drillFigures>

export const drillBody = z.strictObject({
  drill: z.string().regex(drillName),
  cluster: z.string(),
  plan: z.string(),
  backup: z.string(),
  /** A sentence about each failed check, or why there is no clone; null for a good drill. */
  wrong: z.string().nullable(),
  /** Null where no clone came to be. */
  figures: drillFigures.nullable(),
  /** WAL outside the archive at the moment of the question; null where the server does not tell. */
  exposed: z.strictObject({ seconds: figure, bytes: figure }).nullable(),
  /** SHA-256 of the document in the repository, in hex; null where no clone came to be. */
  evidence: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
})

export type DrillBody = z.infer<typeof drillBody>

/** A server tells -1 for what it does not know. */
export const exposureOf = (seconds: unknown, bytes: unknown): DrillBody['exposed'] =>
  typeof seconds === 'number' && typeof bytes === 'number' && seconds >= 0 && bytes >= 0
    ? { seconds, bytes }
    : null

/** Drills that are looked at, the newest: those of half a year, when each week has one. */
export const drillsInView = 26

export interface KeptDrill extends DrillBody {
  readonly run: string
  /** ISO time of the end. */
  readonly at: string
}
