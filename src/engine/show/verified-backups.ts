/** Backups that were read as a whole, by plans and journals that are signed. */
import { planIn, readJournal } from '#engine/show/read-rows'
import type { VerifiedBackup } from '#model/record/verified-backup'
import { verificationsOf } from '#store/history/verifications'
import { findPlan } from '#store/plans'
import type { Store } from '#store/store'

/** The newest first. */
export const verifiedBackups = async (
  store: Store,
  cluster: string,
): Promise<readonly VerifiedBackup[]> => {
  const found: VerifiedBackup[] = []
  for (const { plan, run } of await verificationsOf(store, cluster))
    found.push(...(await verifiedIn(store, plan, run)))
  return found
}

const verifiedIn = async (
  store: Store,
  id: string,
  run: string,
): Promise<readonly VerifiedBackup[]> => {
  const row = await findPlan(store, id)
  if (row?.genuine !== 'genuine') return []
  const { steps, createdAt } = planIn(row)
  const journal = await readJournal(store, run)
  return steps.flatMap(({ action }, place) => {
    if ((action.kind !== 'files' && action.kind !== 'pgbackrest') || action.way !== 'verify')
      return []
    const end = journal.findLast(({ kind, step }) => step === place && ends.has(kind))
    // A reading that a stop or a lost connection ended tells nothing about the backup.
    if (!end || (end.kind === 'failed' && end.detail['code'] !== 'backup.not-whole')) return []
    const { backup, manifest } = action
    // The time of an entry is not signed, the time of a plan is.
    const at = end.at > createdAt ? end.at : createdAt
    const wrong = end.kind === 'done' ? null : String(end.detail['message'])
    return [{ backup, manifest, at, run, wrong }]
  })
}

const ends: ReadonlySet<string> = new Set(['done', 'failed'])
