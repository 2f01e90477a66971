import { createHash } from 'node:crypto'
import type { StanzaBackup } from '#cluster/facts/pgbackrest/info'
import { canonicalJson } from '#text/canonical-json'

/** Tells a backup from a later backup of the same label, in hex; annotations, which may change, are left out. */
export const sumOfBackup = ({
  label,
  type,
  prior,
  archive,
  database,
  info,
  lsn,
  timestamp,
}: StanzaBackup): string =>
  createHash('sha256')
    .update(canonicalJson({ label, type, prior, archive, database, info, lsn, timestamp }))
    .digest('hex')
