/** Tells in the channel of the source, an hour before, that a clone ends. */
import type { Parts } from '#engine/parts'
import type { LiveClone } from '#model/clone/clone'
import { insertClone, liveClones, lockClones } from '#store/clones/clones'
import { minute } from '#text/instant'

const aheadMs = 3_600_000

export const warnOfEnd = async (parts: Parts): Promise<void> => {
  const now = await parts.now()
  for (const clone of await liveClones(parts.store))
    if (isDue(clone, now)) await warn(parts, clone, now)
}

const isDue = ({ endsAt, warnedAt }: LiveClone, now: Date): boolean =>
  warnedAt === null && Date.parse(endsAt) - now.getTime() < aheadMs

/** The announcer reads the entry. */
const warn = ({ store, record, holder }: Parts, { name, run }: LiveClone, now: Date) =>
  store.transaction(async tx => {
    await lockClones(tx)
    const still = (await liveClones(tx)).find(one => one.name === name && one.run === run)
    if (!still || !isDue(still, now)) return
    const { name: _, ...body } = still
    await insertClone(tx, name, { ...body, warnedAt: now.toISOString() })
    await record.append(
      'clone.warned',
      {
        actor: `howdah/${holder}`,
        subject: { scope: still.source, clone: name },
        detail: { until: minute(still.endsAt) },
      },
      tx,
    )
  })
