/** The message book, kept in the control database: which message shows which plan. */
import { newButtonId } from '#engine/id'
import type { Parts } from '#engine/parts'
import { homeRendering } from '#engine/show/home'
import { readChange } from '#engine/show/read-change'
import type { MessageBook } from '#model/edges'
import { commandButton, findButton, planButton } from '#store/buttons'
import {
  behindMessages,
  claimThreadLine,
  directOpened,
  followPlan,
  followPlanDirectly,
  markPosted,
  planMessage,
  threadKeys,
  threadLinePosted,
  unfollowedPlans,
} from '#store/messages'

export const openMessages = (parts: Parts): MessageBook => {
  const { store } = parts
  return {
    change: plan => readChange(parts, plan),
    follow: (plan, part, channel) => followPlan(store, plan, part, channel),
    followDirectly: (plan, why, people) => followPlanDirectly(store, plan, why, people),
    directOpened: (plan, part, channel) => directOpened(store, plan, part, channel),
    unfollowed: () => unfollowedPlans(store),
    behind: resting => behindMessages(store, resting),
    posted: posted => markPosted(store, posted),
    messageOf: plan => planMessage(store, plan),
    planOf: async button => (await findButton(store, button))?.plan_id ?? null,
    recordPosted: (plan, cluster, permalink) =>
      parts.record.appendOutcome('message.posted', {
        actor: 'howdah',
        subject: { plan, cluster },
        detail: { permalink },
      }),
    claimLine: (plan, key) => claimThreadLine(store, plan, key),
    linePosted: (plan, key, ts) => threadLinePosted(store, plan, key, ts),
    linesOf: plan => threadKeys(store, plan),
    planButton: (plan, verb, rendering) =>
      planButton(store, { fresh: newButtonId(), plan, verb, command: null, rendering }),
    homeButton: (plan, verb, { id }) =>
      planButton(store, {
        fresh: newButtonId(),
        plan,
        verb,
        command: null,
        rendering: homeRendering(id),
      }),
    offerButton: (plan, command) =>
      planButton(store, {
        fresh: newButtonId(),
        plan,
        verb: 'command',
        command,
        rendering: command,
      }),
    commandButton: command => commandButton(store, newButtonId(), command),
    onChanged: hear => store.listen('howdah_changed', hear),
  }
}
