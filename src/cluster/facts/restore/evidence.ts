/** Evidence of restore drills: a document each in the repository, signed, with all that was measured and checked. */
import { join } from 'node:path'
import { z } from 'zod'
import { lsn } from '#cluster/facts/backup/about'
import { namesIn, readPlain } from '#cluster/facts/backup/plain-file'
import { anyBackup } from '#model/actions/host/tools'
import type { RepositoryConfig } from '#model/cluster'
import { drillFigures, drillName } from '#model/drill/drill'
import type { BackupMarks } from '#model/record/backup-marks'
import { hasCode } from '#src/errors'

export const drillCheck = z.strictObject({
  /** `indexes`, or the name of a query of the inventory. */
  name: z.string(),
  outcome: z.enum(['passed', 'failed', 'not done']),
  words: z.string(),
})

export type DrillCheck = z.infer<typeof drillCheck>

const schema = z.strictObject({
  format: z.literal(1),
  drill: z.string().regex(drillName),
  run: z.string(),
  cluster: z.string(),
  backup: z.string().regex(anyBackup),
  /** SHA-256 of the manifest, in hex. */
  manifest: z.string(),
  system: z.string(),
  clone: z.string(),
  /** ISO times: of the question, and of the end of the checks by the clock of Howdah's machine. */
  askedAt: z.string(),
  examinedAt: z.iso.datetime(),
  /** The newest replayed transaction. */
  reached: lsn,
  reachedAt: z.string().nullable(),
  /** What the archive lacked when the drill was asked for; null where the server does not tell. */
  exposed: z.strictObject({ seconds: z.number(), bytes: z.number() }).nullable(),
  figures: drillFigures,
  checks: z.array(drillCheck).readonly(),
})

export type DrillEvidence = z.infer<typeof schema>

const signedSchema = schema.extend({ signature: z.string().max(400) })

export const drillsIn = (folder: string): string => join(folder, 'drills')

/** pgBackRest keeps no files of others: the evidence about a stanza lies beside the clones. Null for nowhere. */
export const evidenceFolder = (
  { folder, stanza, clones }: RepositoryConfig,
  cluster: string,
): string | null => {
  if (!stanza) return folder
  return clones ? join(clones.folder, `evidence-of-${cluster}`) : null
}

export const evidenceFile = (drill: string): string => `${drill}.json`

/** Bytes of a document at most. */
const longest = 1_024 ** 2

/** The text of the document. */
export const writeEvidence = (evidence: DrillEvidence, marks: Pick<BackupMarks, 'sign'>): string =>
  `${JSON.stringify({ ...evidence, signature: marks.sign(evidence) }, null, 2)}\n`

/** Null for a document that this Howdah did not write as it is. */
export const readEvidence = async (
  folder: string,
  drill: string,
  marks: Pick<BackupMarks, 'signed'>,
): Promise<DrillEvidence | null> => {
  const text = await readPlain(join(drillsIn(folder), evidenceFile(drill)), longest)
  if (text === undefined) return null
  const parsed = signedSchema.safeParse(asJson(text.toString('utf8')))
  if (!parsed.success) return null
  const { signature, ...evidence } = parsed.data
  return evidence.drill === drill && marks.signed(evidence, signature) ? evidence : null
}

/** Documents of many years. */
const mostDrills = 100_000
const mostRead = 3

export interface KeptEvidence {
  /** The folder that `drills` is in. */
  readonly folder: string
  /** Name of the next drill; null for a folder that cannot be read. */
  readonly next: string | null
  /** The newest documents, the newest first. */
  readonly newest: readonly DrillEvidence[]
}

export const lookAtEvidence = async (
  folder: string,
  marks: Pick<BackupMarks, 'signed'>,
): Promise<KeptEvidence> => {
  const names = await namesIn(drillsIn(folder), mostDrills).catch((error: unknown) =>
    hasCode(error, 'ENOENT') ? [] : null,
  )
  if (names === null || names === 'crowded') return { folder, next: null, newest: [] }
  const numbers = names.map(numberOfEvidence).filter(number => number > 0)
  const newest = numbers.toSorted((one, other) => other - one).slice(0, mostRead)
  const read = await Promise.all(
    newest.map(number => readEvidence(folder, `drill-${number}`, marks)),
  )
  return { folder, next: `drill-${(newest[0] ?? 0) + 1}`, newest: read.flatMap(one => one ?? []) }
}

/** 0 for another name, and for a number that drills never come to: a file by another hand must not use up the numbers. */
const numberOfEvidence = (file: string): number =>
  Number(/^drill-([1-8]?\d{1,5})\.json$/.exec(file)?.[1] ?? 0)

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
