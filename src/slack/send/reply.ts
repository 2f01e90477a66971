/** Replies to the person who asked; only that person sees the reply, unless the person shares it. */
import type { WebClient } from '@slack/web-api'
import type { EngineForEdges, MessageBook } from '#model/edges'
import { type Refusal, refusal } from '#model/refusal'
import type { Answer, Reply } from '#model/reply'
import { partsOfAnswer } from '#slack/draw/answer/answer-parts'
import { offerLabel } from '#slack/draw/answer/offer-label'
import { drawAnswer, drawRefusal, drawSent, type Offered } from '#slack/draw/answer/reply-message'
import { context, type DrawnMessage, image, section } from '#slack/draw/blocks/blocks'
import type { Wording } from '#slack/draw/blocks/command-wording'
import { cut, escape } from '#slack/draw/blocks/escape'
import type { BackgroundClient, Upload } from '#slack/send/background-client'
import { Failure } from '#src/errors'

/** The place of a reply: a channel, and the response_url while valid. */
export interface ReplyPlace {
  readonly channel: string
  readonly user: string
  respond(said: DrawnMessage & { readonly inChannel: boolean }): Promise<void>
}

export interface InThread {
  readonly thread: string
  readonly aloud: boolean
  readonly picture: Omit<Upload, 'comment'> | undefined
}

export interface Replies {
  say(
    place: ReplyPlace,
    reply: Exclude<Reply, { kind: 'form' | 'picker' | 'code' }>,
    again: string | null,
  ): Promise<void>
  /** Says why a click was refused, and links to the plan's present message. */
  refuse(place: ReplyPlace, refused: Refusal, button: string): Promise<void>
  /** Posts a report in a channel, with a picture; returns the ts. */
  report(
    channel: string,
    answer: Answer,
    picture: Omit<Upload, 'comment'> | undefined,
  ): Promise<string>
  /** Adds an answer to a thread; `aloud` shows the answer in the channel as well. */
  reply(channel: string, answer: Answer, more: InThread): Promise<string>
  /** Writes a report anew; false when it is gone. */
  rewrite(channel: string, ts: string, answer: Answer): Promise<boolean>
  /** Shows the reply to everybody in the channel, with the name of the person who shared it. */
  share(place: ReplyPlace, shared: Answer, button: string): Promise<void>
  /** Sends the files of the reply to whoever asked for them. */
  files(place: ReplyPlace, asked: Answer): Promise<void>
}

const report = { to: 'report' } as const

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
    (await offersOf(command === undefined ? [] : [{ label: offerLabel(command), command }]))[0]

  const repeatable = (again: string | null): again is string =>
    again !== null && engine.merelyReads(again)

  const draw = async (
    reply: Exclude<Reply, { kind: 'form' | 'picker' | 'code' }>,
    again: string | null,
  ): Promise<DrawnMessage | undefined> => {
    switch (reply.kind) {
      case 'answer':
        return drawAnswer(reply, await offersOf(reply.offers), {
          to: 'one',
          again: repeatable(again) ? await messages.commandButton(again) : null,
        })
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
      // The response_url was used up or has expired.
      await client.chat.postEphemeral({
        channel: place.channel,
        user: place.user,
        text: drawn.text,
        blocks: [...drawn.blocks],
      })
    }
  }

  const sendFiles = async ({ user }: ReplyPlace, reply: Answer): Promise<void> => {
    for (const { name, text } of partsOfAnswer(reply).files)
      await background.upload(await background.direct(user), null, {
        name,
        title: name,
        altText: reply.title,
        data: Buffer.from(text),
        comment: escape(cut(reply.title, 1_000)),
      })
  }

  const sendStream = async ({ user }: ReplyPlace, { title, stream }: Answer): Promise<void> => {
    if (stream)
      await background.uploadParts(await background.direct(user), {
        ...stream,
        title: stream.name,
        altText: title,
        comment: escape(cut(title, 1_000)),
      })
  }

  /** A command that gives a stream asks for the file. Other files wait for a click, where one can be offered. */
  const attach = async (place: ReplyPlace, reply: Reply, again: string | null): Promise<void> => {
    if (reply.kind !== 'answer') return
    if (!repeatable(again)) await sendFiles(place, reply)
    await sendStream(place, reply)
  }

  const post = async (
    channel: string,
    answer: Answer,
    picture: Omit<Upload, 'comment'> | undefined,
    place: { readonly thread?: string; readonly broadcast?: boolean },
  ): Promise<string> => {
    const { text, blocks } = drawAnswer(answer, await offersOf(answer.offers), report)
    const more = { ...place, about: { about: 'report' } }
    if (!picture) return background.post(channel, { text, blocks }, more)
    const shown = image({ id: await background.picture(picture), altText: picture.altText })
    const before = blocks.filter(({ type }) => type !== 'actions')
    const after = blocks.filter(({ type }) => type === 'actions')
    try {
      return await background.post(channel, { text, blocks: [...before, shown, ...after] }, more)
    } catch {
      // The words are posted even if Slack has not processed the picture yet.
      return background.post(channel, { text, blocks }, more)
    }
  }

  return {
    async say(place, reply, again) {
      const drawn = await draw(reply, again)
      if (drawn) await deliver(place, drawn)
      else if (reply.kind === 'proposed') await pointAt(deliver, place, reply.change)
      await attach(place, reply, again).catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error
        return deliver(place, drawRefusal(refusal(error.message, error.instead), null))
      })
    },
    async refuse(place, refused, button) {
      const { text, blocks } = drawRefusal(refused, (await offerOf(refused)) ?? null)
      const plan = await messages.planOf(button)
      const message = plan === null ? undefined : await messages.messageOf(plan)
      const link = message ? await background.permalink(message.channel, message.ts) : null
      const present = link === null ? [] : [context(`<${link}|Go to the plan>`)]
      await deliver(place, { text, blocks: [...blocks, ...present] })
    },
    report: (channel, answer, picture) => post(channel, answer, picture, {}),
    reply: (channel, answer, { thread, aloud, picture }) =>
      post(channel, answer, picture, { thread, broadcast: aloud }),
    async rewrite(channel, ts, answer) {
      return background.update(
        channel,
        ts,
        drawAnswer(answer, await offersOf(answer.offers), report),
      )
    },
    async share(place, shared, button) {
      const { text, blocks } = drawAnswer(shared, await offersOf(shared.offers), {
        to: 'channel',
        again: button,
      })
      const said = section(`Shared by <@${place.user}>.`)
      await place.respond({ ...wording({ text, blocks: [...blocks, said] }), inChannel: true })
    },
    async files(place, asked) {
      await sendFiles(place, asked)
      await deliver(place, drawSent(partsOfAnswer(asked).files))
    },
  }
}

/** A plan appears in the plan's own channel; a person who asked elsewhere gets a link. */
const pointAt = async (
  deliver: (place: ReplyPlace, drawn: DrawnMessage) => Promise<void>,
  place: ReplyPlace,
  { plan, origin }: Extract<Reply, { kind: 'proposed' }>['change'],
): Promise<void> => {
  if (origin.channel === null || origin.channel === place.channel) return
  const text = `${plan.id} is waiting for approval in <#${origin.channel}>.`
  await deliver(place, { text, blocks: [section(text)] })
}
