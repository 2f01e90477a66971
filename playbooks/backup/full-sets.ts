/** A stanza by its full backups: each takes the dependent backups along. */
import type { Repository } from '#cluster/facts/backup/kept-backup'

/** `20261130-101112F` of `20261130-101112F_20261130-111213I`. */
const fullOf = (label: string): string => label.split('_')[0] ?? label

/** The repository with full backups alone, and the full backups below those in `used`; a folder as it is. */
export const fullSets = (
  repository: Repository,
  used: readonly string[],
): { readonly repository: Repository; readonly used: readonly string[] } =>
  repository.stanza
    ? {
        repository: {
          ...repository,
          backups: repository.backups.filter(({ taken }) => taken?.type === 'full'),
        },
        used: used.map(fullOf),
      }
    : { repository, used }
