/** Howdah's own words about the files that a clone replaced, beside the files. */
import { join } from 'node:path'
import { z } from 'zod'
import { readPlain } from '#cluster/facts/backup/plain-file'
import { cloneSchema } from '#cluster/facts/clone/about'

const replacedSchema = z.strictObject({
  format: z.literal(1),
  cluster: z.string(),
  run: z.string(),
  /** The data folder of the server. */
  data: z.string().startsWith('/'),
  /** The clone whose files went there. */
  clone: cloneSchema,
  state: z.enum(['under way', 'replaced', 'returned', 'failed']),
  /** Why it failed; null otherwise. */
  because: z.string().nullable(),
  /** By the clock of Howdah's machine. */
  at: z.iso.datetime(),
})

export type Replaced = z.infer<typeof replacedSchema>

export const replacedFile = 'replaced.json'

/** In bytes. */
const longest = 64 * 1_024

/** Null for a folder without such words, or with damaged words. */
export const readReplaced = async (folder: string): Promise<Replaced | null> => {
  try {
    const text = (await readPlain(join(folder, replacedFile), longest))?.toString('utf8') ?? ''
    return replacedSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** The files of the cluster before, and those of the clone once the former are put back. */
export const keptIn = (folder: string): string => join(folder, 'data')
export const restoredIn = (folder: string): string => join(folder, 'restored')
