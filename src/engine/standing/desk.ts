/** Standing approvals as commands see them. */
import type { Parts } from '#engine/parts'
import { askStanding } from '#engine/standing/ask'
import { decideStanding } from '#engine/standing/decide'
import { readApprovals } from '#engine/standing/read'
import type { StandingDesk } from '#model/engine'

export const openDesk = (parts: Parts): StandingDesk => ({
  ask: (person, wish, origin) => askStanding(parts, { person, wish, origin }),
  approve: (person, id) =>
    decideStanding(parts, { person, id, decision: 'approve', note: null, via: 'command' }),
  withdraw: (person, id, note) =>
    decideStanding(parts, { person, id, decision: 'withdraw', note, via: 'command' }),
  review: (person, id, note) =>
    decideStanding(parts, { person, id, decision: 'review', note, via: 'command' }),
  list: async () => readApprovals(parts, await parts.now()),
  find: async id => (await readApprovals(parts, await parts.now(), parts.store, id))[0],
})
