/** The engine as an edge sees it: what people say and click goes in, what messages show comes out. */
import { click } from '#engine/ask/click'
import { dispatch, formOf } from '#engine/ask/dispatch'
import { lineOf, merelyReads, share } from '#engine/ask/say-again'
import { type Looked, suggest } from '#engine/ask/suggest'
import { newButtonId } from '#engine/id'
import type { Parts } from '#engine/parts'
import { homeRendering, readHome } from '#engine/show/home'
import { readChange } from '#engine/show/read-change'
import type { Change, Origin } from '#model/change'
import type { Engine } from '#model/engine'
import type { Home } from '#model/home'
import type { Person } from '#model/person'
import type { Refusal } from '#model/refusal'
import type { FormReply, Reply } from '#model/reply'
import { commandButton, findButton, planButton } from '#store/buttons'
import {
  behindMessages,
  claimThreadLine,
  directOpened,
  firstTime,
  followPlan,
  followPlanDirectly,
  markPosted,
  planMessage,
  threadKeys,
  threadLinePosted,
  unfollowedPlans,
} from '#store/messages'

export type Desk = ReturnType<typeof openDesk>

export const openDesk = (parts: Parts, office: Engine) => {
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
    /** The form of a command with these values in it; nothing is said by it. */
    form: (words: string, values: Readonly<Record<string, string>>): FormReply | undefined =>
      formOf(parts, words, values),
    /** Names to choose from in a field of a form. */
    suggest: (person: Person, looked: Looked) => suggest(parts, person, looked),
    click: (clicked: Parameters<typeof click>[2]): Promise<Reply> => click(parts, office, clicked),
    share: (clicked: Parameters<typeof share>[2]): Promise<Reply> => share(parts, office, clicked),
    /** What people can say, by its words. */
    commands: parts.commands.map(({ words }) => words),
    merelyReads: (text: string): boolean => merelyReads(text, parts.commands),
    lineOf: (words: string, values: Readonly<Record<string, string>>): string | null =>
      lineOf(words, values, parts.commands),
    change: (plan: string): Promise<Change | undefined> => readChange(parts, plan),
    home: (person: Person): Promise<Home | Refusal> => readHome(parts, person),
    follow: (plan: string, part: string, channel: string) => followPlan(store, plan, part, channel),
    followDirectly: (plan: string, why: 'direct' | 'review', people: readonly string[]) =>
      followPlanDirectly(store, plan, why, people),
    directOpened: (plan: string, part: string, channel: string) =>
      directOpened(store, plan, part, channel),
    unfollowed: () => unfollowedPlans(store),
    behind: (resting: readonly string[]) => behindMessages(store, resting),
    posted: (posted: Parameters<typeof markPosted>[1]) => markPosted(store, posted),
    /** Where the message of a plan is; undefined until it was posted. */
    messageOf: (plan: string) => planMessage(store, plan),
    /** The plan that a button is about, if it is about one. */
    planOf: async (button: string): Promise<string | null> =>
      (await findButton(store, button))?.plan_id ?? null,
    /** The record says where the message of a plan was posted. */
    recordPosted: (plan: string, cluster: string, permalink: string) =>
      parts.record.appendOutcome('message.posted', {
        actor: 'howdah',
        subject: { plan, cluster },
        detail: { permalink },
      }),
    claimLine: (plan: string, key: string) => claimThreadLine(store, plan, key),
    linePosted: (plan: string, key: string, ts: string) => threadLinePosted(store, plan, key, ts),
    linesOf: (plan: string) => threadKeys(store, plan),
    planButton: (plan: string, verb: string, rendering: string) =>
      planButton(store, { fresh: newButtonId(), plan, verb, command: null, rendering }),
    /** For the Home of one person, and of no use anywhere else. */
    homeButton: (plan: string, verb: string, { id }: Person) =>
      planButton(store, {
        fresh: newButtonId(),
        plan,
        verb,
        command: null,
        rendering: homeRendering(id),
      }),
    /** A command that the message of a plan offers: the same one keeps its button. */
    offerButton: (plan: string, command: string) =>
      planButton(store, {
        fresh: newButtonId(),
        plan,
        verb: 'command',
        command,
        rendering: command,
      }),
    commandButton: (command: string) => commandButton(store, newButtonId(), command),
    /** Hears the id of each plan whose message has something new to show. */
    onChanged: (hear: (plan: string) => void) => store.listen('howdah_changed', hear),
  }
}
