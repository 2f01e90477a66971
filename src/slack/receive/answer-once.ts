/** Handles a request of a person once for all processes, and answers in any case. */
import type { EngineForEdges } from '#model/edges'
import type { Person } from '#model/person'
import { isRefusal, refusal } from '#model/refusal'
import type { Reply } from '#model/reply'
import { inOneLine } from '#slack/draw/answer/in-one-line'
import { codeView } from '#slack/draw/form/code-view'
import { formView } from '#slack/draw/form/form-view'
import { pickerView } from '#slack/draw/form/picker-view'
import type { People } from '#slack/send/people'
import type { Replies, ReplyPlace } from '#slack/send/reply'
import type { Views } from '#slack/send/views'
import { Failure } from '#src/errors'

export interface Listening {
  readonly engine: EngineForEdges
  readonly people: People
  readonly replies: Replies
  /** The slash command, `/pg`. */
  readonly command: string
  readonly views: Views
  readonly clusters: readonly string[]
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

/** Describes the error in words for the person; the stack goes to the log. */
export const troubleOf = (
  error: unknown,
  report: Listening['report'],
  about: Readonly<Record<string, unknown>>,
): Reply => {
  if (error instanceof Failure) return refusal(error.message, error.instead)
  const id = Math.random().toString(36).slice(2, 8)
  report(error, { ...about, fault: id })
  return refusal(
    `Something in Howdah broke (fault ${id}).`,
    'Check `run list` before you try again, and give whoever runs Howdah the name of the fault.',
  )
}

export type AnswerOnce = (
  /** The same for the same request, however often delivered. */
  key: string,
  place: ReplyPlace,
  /** The person's words, for a *Share* button; null when the words cannot be repeated. */
  again: string | null | (() => Promise<string | null>),
  /** Null where no form can be opened. */
  trigger: string | undefined,
  work: (person: Person) => Promise<Reply | undefined>,
) => Promise<void>

export const openAnswerOnce = (listening: Listening): AnswerOnce => {
  const { engine, people, replies, views, clusters, report } = listening

  /** Runs `work` once for all processes, for a person that Slack vouches for; answers in any case. */
  const answerOnce: AnswerOnce = async (key, place, again, trigger, work) => {
    let reply: Reply | undefined
    try {
      if (!(await engine.once(key))) return
      const person = await people.find(place.user)
      reply = isRefusal(person) ? person : await work(person)
    } catch (error) {
      reply = troubleOf(error, report, { key })
    }
    if (reply) {
      const words = typeof again === 'function' ? again() : Promise.resolve(again)
      await words
        .then(said => tell(place, reply, said, trigger))
        .catch((error: unknown) => report(error, { key, answering: true }))
    }
  }

  const tell = async (
    place: ReplyPlace,
    reply: Reply,
    again: string | null,
    trigger: string | undefined,
  ): Promise<void> => {
    if (reply.kind !== 'form' && reply.kind !== 'picker' && reply.kind !== 'code')
      return replies.say(place, reply, again)
    const view =
      reply.kind === 'form'
        ? formView(reply, place.channel, clusters)
        : reply.kind === 'code'
          ? codeView(reply, place.channel)
          : pickerView(reply, place.channel)
    if (trigger === undefined) return replies.say(place, inOneLine(reply, 'no window'), null)
    try {
      await views.open(trigger, view)
    } catch (error) {
      report(error, { opening: view.callback_id })
      await replies.say(place, inOneLine(reply, 'too late'), null)
    }
  }

  return answerOnce
}
