/** Evidence of restore drills: what was measured, and what was found, one file each in the repository. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { backupName, drillName } from '#model/actions/backup-names'

const time = z.number().min(0)

const drillSchema = z.strictObject({
  format: z.literal(1),
  drill: z.string().regex(drillName),
  backup: z.string().regex(backupName),
  run: z.string(),
  /** ISO time of the end, by the clock of Howdah's machine. */
  at: z.iso.datetime(),
  /** LSN that had to be reached, and the one that was. */
  until: z.string(),
  reached: z.string(),
  bytes: z.int(),
  /** By part, how long the restore took. */
  seconds: z.strictObject({ unpack: time, replay: time, check: time }),
  databases: z.int(),
  indexes: z.int(),
  /** Indexes that amcheck found damaged, quoted, with its words; null where amcheck is not there. */
  damaged: z.array(z.string()).nullable(),
})

export type DrillEvidence = z.infer<typeof drillSchema>

export const drillsIn = (folder: string): string => join(folder, 'drills')

export const evidenceFile = (drill: string): string => `${drill}.json`

export const numberOfDrill = (drill: string): number => Number(drillName.exec(drill)?.[1] ?? 0)

/** The newest first; what is not as Howdah wrote it counts for nothing. */
export const readDrills = async (folder: string): Promise<readonly DrillEvidence[]> => {
  const names = await readdir(drillsIn(folder)).catch(() => [])
  const read = await Promise.all(
    names
      .filter(name => name.endsWith('.json') && !name.startsWith('.'))
      .map(async name => {
        try {
          const text = await readFile(join(drillsIn(folder), name), 'utf8')
          const { data } = drillSchema.safeParse(JSON.parse(text))
          return data && evidenceFile(data.drill) === name ? [data] : []
        } catch {
          return []
        }
      }),
  )
  return read.flat().toSorted((one, other) => numberOfDrill(other.drill) - numberOfDrill(one.drill))
}
