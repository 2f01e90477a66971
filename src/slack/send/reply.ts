/** Says a reply to the one person who asked: only they see it, unless they share it. */
import type { WebClient } from '@slack/web-api'
import type { EngineForEdges, MessageBook } from '#model/edges'
import type { Refusal } from '#model/refusal'
import type { Answer, Reply } from '#model/reply'
import { partsOfAnswer } from '#slack/draw/answer/answer-parts'
import { drawAnswer, drawRefusal, type Offered } from '#slack/draw/answer/reply-message'
import { context, type DrawnMessage, section } from '#slack/draw/blocks/blocks'
import type { Wording } from '#slack/draw/blocks/command-wording'
import { cut, escape } from '#slack/draw/blocks/escape'
import type { BackgroundClient, Upload } from '#slack/send/background-client'

/** Where the reply goes: a channel, and the response_url while it is good. */
export interface ReplyPlace {
  readonly channel: string
  readonly user: string
  respond(said: DrawnMessage & { readonly inChannel: boolean }): Promise<void>
}

export interface Replies {
  say(
    place: ReplyPlace,
    reply: Exclude<Reply, { kind: 'form' | 'picker' }>,
    again: string | null,
  ): Promise<void>
  /** A click was refused: why, and where the plan's present message is. */
  refuse(place: ReplyPlace, refused: Refusal, button: string): Promise<void>
  /** A report in a channel, with its picture; returns the ts. */
  report(
    channel: string,
    answer: Answer,
    picture: Omit<Upload, 'comment'> | undefined,
  ): Promise<string>
  /** The reply for everybody in the channel, by whom it was shared. */
  share(place: ReplyPlace, shared: Answer): Promise<void>
}

export const openReplies = (
  engine: Pick<EngineForEdges, 'merelyReads'>,
  messages: MessageBook,
  client: WebClient,
  background: BackgroundClient,
  wording: Wording,
): Replies => {
  const offersOf = (offers: Answer['offers']): Promise<readonly Offered[]> =>
    Promise.all(
      (offers ?? [])
        .slice(0, 5)
        .map(async ({ label, command }) => ({ label, id: await messages.commandButton(command) })),
    )

  const offerOf = async ({ command }: Refusal): Promise<Offered | undefined> =>
    (await offersOf(command === undefined ? [] : [{ label: 'Do That', command }]))[0]

  const draw = async (
    reply: Exclude<Reply, { kind: 'form' | 'picker' }>,
    again: string | null,
  ): Promise<DrawnMessage | undefined> => {
    switch (reply.kind) {
      case 'answer':
        return drawAnswer(
          reply,
          await offersOf(reply.offers),
          again !== null && engine.merelyReads(again) ? await messages.commandButton(again) : null,
        )
      case 'refusal':
        return drawRefusal(reply, (await offerOf(reply)) ?? null)
      case 'proposed':
        return undefined
    }
  }

  const deliver = async (place: ReplyPlace, bare: DrawnMessage): Promise<void> => {
    const drawn = wording(bare)
    try {
      await place.respond({ ...drawn, inChannel: false })
    } catch {
      // The response_url was used up or ran out.
      await client.chat.postEphemeral({
        channel: place.channel,
        user: place.user,
        text: drawn.text,
        blocks: [...drawn.blocks],
      })
    }
  }

  const attach = async (place: ReplyPlace, reply: Reply): Promise<void> => {
    if (reply.kind !== 'answer') return
    for (const { name, text } of partsOfAnswer(reply).files)
      await background.upload(await background.direct(place.user), null, {
        name,
        title: name,
        altText: reply.title,
        data: Buffer.from(text),
        comment: escape(cut(reply.title, 1_000)),
      })
  }

  return {
    async say(place, reply, again) {
      const drawn = await draw(reply, again)
      if (drawn) await deliver(place, drawn)
      else if (reply.kind === 'proposed') await pointAt(deliver, place, reply.change)
      await attach(place, reply)
    },
    async refuse(place, refused, button) {
      const { text, blocks } = drawRefusal(refused, (await offerOf(refused)) ?? null)
      const plan = await messages.planOf(button)
      const message = plan === null ? undefined : await messages.messageOf(plan)
      const link = message ? await background.permalink(message.channel, message.ts) : null
      const present = link === null ? [] : [context(`<${link}|The message of this plan>`)]
      await deliver(place, { text, blocks: [...blocks, ...present] })
    },
    async report(channel, answer, picture) {
      const { text, blocks } = drawAnswer(answer, await offersOf(answer.offers), null)
      const about = { about: 'report' }
      if (!picture) return background.post(channel, { text, blocks }, { about })
      const image = {
        type: 'image' as const,
        slack_file: { id: await background.picture(picture) },
        alt_text: cut(picture.altText, 2_000),
      }
      const before = blocks.filter(({ type }) => type !== 'actions')
      const after = blocks.filter(({ type }) => type === 'actions')
      try {
        return await background.post(
          channel,
          { text, blocks: [...before, image, ...after] },
          { about },
        )
      } catch {
        // A picture that Slack has not digested yet must not cost the words.
        return background.post(channel, { text, blocks }, { about })
      }
    },
    async share(place, shared) {
      const { text, blocks } = drawAnswer(
        shared,
        await offersOf(shared.offers),
        null,
        'of who asked',
      )
      const said = section(`Shared by <@${place.user}>.`)
      await place.respond({ ...wording({ text, blocks: [...blocks, said] }), inChannel: true })
    },
  }
}

/** A plan appears in its channel by itself; whoever asked somewhere else is told where. */
const pointAt = async (
  deliver: (place: ReplyPlace, drawn: DrawnMessage) => Promise<void>,
  place: ReplyPlace,
  { plan, origin }: Extract<Reply, { kind: 'proposed' }>['change'],
): Promise<void> => {
  if (origin.channel === null || origin.channel === place.channel) return
  const text = `${plan.id} is waiting for approval in <#${origin.channel}>.`
  await deliver(place, { text, blocks: [section(text)] })
}
