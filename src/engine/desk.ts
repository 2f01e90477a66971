/** The engine as an edge sees it: what people say and click goes in, what messages show comes out. */
import type { Change, Origin } from '#engine/change'
import { click } from '#engine/click'
import type { Office } from '#engine/command'
import { dispatch } from '#engine/dispatch'
import { newButtonId } from '#engine/id'
import type { Parts } from '#engine/parts'
import type { Person } from '#engine/person'
import { readChange } from '#engine/read-change'
import type { Reply } from '#engine/reply'
import { commandButton, planButton } from '#store/buttons'
import {
  behindMessages,
  claimThreadLine,
  firstTime,
  followPlan,
  markPosted,
  messagesOf,
  threadKeys,
  threadLinePosted,
  unfollowedPlans,
} from '#store/messages'

export type Desk = ReturnType<typeof openDesk>

export const openDesk = (parts: Parts, office: Office) => {
  const { store } = parts
  return {
    /** True the first time an envelope, event or trigger id is seen, across all processes. */
    once: (key: string): Promise<boolean> => firstTime(store, key),
    dispatch: (said: {
      readonly text: string
      readonly values?: Readonly<Record<string, string>>
      readonly person: Person
      readonly origin: Origin
    }): Promise<Reply> => dispatch(parts, office, said),
    click: (clicked: Parameters<typeof click>[2]): Promise<Reply> => click(parts, office, clicked),
    change: (plan: string): Promise<Change | undefined> => readChange(parts, plan),
    follow: (plan: string, part: string, channel: string) => followPlan(store, plan, part, channel),
    unfollowed: () => unfollowedPlans(store),
    behind: () => behindMessages(store),
    posted: (posted: Parameters<typeof markPosted>[1]) => markPosted(store, posted),
    messages: (plan: string) => messagesOf(store, plan),
    claimLine: (plan: string, key: string) => claimThreadLine(store, plan, key),
    linePosted: (plan: string, key: string, ts: string) => threadLinePosted(store, plan, key, ts),
    linesOf: (plan: string) => threadKeys(store, plan),
    planButton: (plan: string, verb: string, rendering: string) =>
      planButton(store, newButtonId(), plan, verb, rendering),
    async commandButton(command: string): Promise<string> {
      const id = newButtonId()
      await commandButton(store, id, command)
      return id
    },
    /** Hears the id of each plan whose message has something new to show. */
    onChanged: (hear: (plan: string) => void) => store.listen('howdah_changed', hear),
  }
}
