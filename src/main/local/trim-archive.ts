/** Bounds the archive of the sample, whose traffic never ends. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readRepository } from '#cluster/facts/backup/repository'
import { filesBefore, readArchive } from '#cluster/facts/backup/wal'
import { noMarks } from '#cluster/no-marks'
import type { RepositoryConfig } from '#model/cluster'

/** By what the folder says, whoever says so: WAL of any backup is kept. Removes WAL from before the oldest base backup, or all without a backup. A damaged backup may need any file. */
export const trimArchive = async (config: RepositoryConfig): Promise<void> => {
  const { backups, trouble } = await readRepository({ ...config, marks: noMarks })
  if (trouble !== null || backups.some(({ about }) => about === null)) return
  const names = (await readArchive(config.archive)) ?? []
  const oldest = backups.at(-1)?.about
  for (const name of filesBefore(names, oldest ?? null))
    await rm(join(config.archive, name), { force: true })
}
