/** The window that has to open before a run goes on; a plan with break-glass, or without claims, waits for none. */

import type { Running } from '#engine/run/held/run'
import { isOpen, type Opening, openingAt } from '#model/calendar/window'
import { findBreakGlass } from '#store/break-glass'

export const closedUntil = async ({
  parts,
  plan,
  cluster,
}: Running): Promise<{ readonly window: Opening; readonly seconds: number } | undefined> => {
  if (plan.claims.length === 0) return undefined
  const now = await parts.now()
  const window = openingAt(cluster.config.windows, now)
  if (!window || isOpen(window, now) || (await findBreakGlass(parts.store, plan.id)))
    return undefined
  return { window, seconds: (window.from.getTime() - now.getTime()) / 1_000 }
}
