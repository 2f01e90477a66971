/** The answer of `pgbackrest info --output=json`, of 2.45 and later; keys without a reader here are left out. */
import { z } from 'zod'
import { backupLabel, backupTypes, runAnnotation } from '#model/actions/host/tools'

const seconds = z.int().min(0)
const walName = z.string().regex(/^[0-9A-F]{24}$/)
const lsn = z.string().regex(/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/i)

const backup = z.object({
  label: z.string().regex(backupLabel),
  type: z.enum(backupTypes),
  prior: z.string().nullable(),
  reference: z.array(z.string()).nullable(),
  /** True where a page of a file had a wrong checksum; left out by older backups. */
  error: z.boolean().nullish(),
  annotation: z.record(z.string(), z.string()).optional(),
  archive: z.object({ start: walName.nullable(), stop: walName.nullable() }),
  database: z.object({ id: z.int(), 'repo-key': z.int() }),
  info: z.object({ size: z.number(), repository: z.object({ size: z.number().optional() }) }),
  lsn: z.object({ start: lsn, stop: lsn }).optional(),
  timestamp: z.object({ start: seconds, stop: seconds }),
})

const stanza = z.object({
  name: z.string(),
  cipher: z.string().optional(),
  status: z.object({ code: z.int(), message: z.string() }),
  db: z.array(
    z.object({
      id: z.int(),
      'repo-key': z.int(),
      'system-id': z.union([z.number(), z.string()]),
      version: z.string(),
    }),
  ),
  archive: z.array(
    z.object({ id: z.string(), database: z.object({ id: z.int(), 'repo-key': z.int() }) }),
  ),
  backup: z.array(backup),
  repo: z
    .array(
      z.object({
        cipher: z.string(),
        key: z.int(),
        status: z.object({ code: z.int(), message: z.string() }),
      }),
    )
    .default([]),
})

export type StanzaInfo = z.infer<typeof stanza>
export type StanzaBackup = z.infer<typeof backup>

/** Undefined where the answer is no answer, or does not tell of the stanza. */
export const readInfo = (text: string, name: string): StanzaInfo | undefined => {
  const parsed = z.array(stanza).safeParse(asJson(text))
  return parsed.success ? parsed.data.find(one => one.name === name) : undefined
}

/**
 * The identifier of a database system has up to 20 digits, more than a number of JavaScript holds. With a wrong pass
 * phrase 2.45 prints decrypted bytes in a string, control characters as such among the bytes, which is no JSON.
 */
const asJson = (text: string): unknown => {
  try {
    const printable = text.replaceAll(/\p{Cc}/gu, ' ')
    return JSON.parse(printable.replaceAll(/"system-id":(\d+)/g, '"system-id":"$1"'))
  } catch {
    return undefined
  }
}

/** The run of Howdah that took the backup; null for a backup without Howdah. */
export const runOf = ({ annotation }: Pick<StanzaBackup, 'annotation'>): string | null =>
  annotation?.[runAnnotation] ?? null
