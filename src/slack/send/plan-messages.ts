/**
 * Keeps the messages of all plans up to date: posts missing messages, edits stale messages, and adds events to
 * the thread. A single process of many does so; lost messages are made good.
 */
import type { Change, ChartOf } from '#model/change'
import type { PeopleConfig } from '#model/configuration'
import type { MessageBook } from '#model/edges'
import { samePerson } from '#model/identity'
import type { DrawnMessage, Picture } from '#slack/draw/blocks/blocks'
import { commandOf, renderingOf, reviewOpen, verbsOf } from '#slack/draw/plan/change-buttons'
import { drawChange } from '#slack/draw/plan/change-message'
import { aboutChange } from '#slack/send/about-change'
import type { BackgroundClient, Upload } from '#slack/send/background-client'
import { type Face, openPace } from '#slack/send/edit-pace'
import type { People } from '#slack/send/people'
import { openPictures, withPictures } from '#slack/send/pictures'
import { remind } from '#slack/send/remind'
import { followReviewers } from '#slack/send/reviewers'
import { tellThread } from '#slack/send/tell-thread'
import { openThreadPace, parentOf, threadOf } from '#slack/send/thread-pace'
import { failpoint } from '#src/failpoint'

export interface PlanMessagesOptions {
  readonly messages: MessageBook
  readonly background: BackgroundClient
  readonly people: People
  readonly roles: PeopleConfig
  readonly opsChannel: string
  /** True when this process is the poster. */
  readonly leads: () => boolean
  /** Undefined where there are no figures to compare. */
  readonly chart: (change: Change, of: ChartOf) => Promise<Omit<Upload, 'comment'> | undefined>
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

export interface PlanMessages {
  /** Looks now, because a plan has changed; many calls at once become a single look after the present look. */
  look(changed: string): void
  stop(): Promise<void>
}

const lookEveryMs = 1_000

type Behind = Awaited<ReturnType<MessageBook['behind']>>[number]

/** The approvers are asked for again, when Slack did not answer or there were none. */
const followEveryMs = 10_000

export const openPlanMessages = (options: PlanMessagesOptions): PlanMessages => {
  const { messages, leads, report } = options
  const pace = openPace()
  const threads = openThreadPace(pace)
  const picturesOf = openPictures(options)
  const followed = new Map<string, number>()
  /** Work under way; a slow channel or a rate limit holds up only the message concerned. */
  const busy = new Map<string, Promise<void>>()
  /** Keys of `busy` with plans that changed meanwhile. */
  const missed = new Set<string>()
  let looking: Promise<void> | undefined
  let again = false
  let stopped = false

  /** Works on each key singly; later changes are looked at afterwards. */
  const alone = (key: string, work: () => Promise<void>): void => {
    if (busy.has(key)) return
    const done = work()
      .catch((error: unknown) => report(error, { posting: key }))
      .finally(() => {
        busy.delete(key)
        if (missed.delete(key)) look()
      })
    busy.set(key, done)
  }

  const post = async (key: string, { plan_id: plan, part, channel: known, ts }: Behind) => {
    const change = await messages.change(plan)
    if (!change) return
    // Reviewers come first: a message that Slack rejects must not keep the reviewers from hearing of the plan.
    if (part === 'parent' && reviewOpen(change)) await followReviewers(options, change)
    const parent = part === 'parent' ? undefined : await messages.messageOf(plan)
    // A direct message links to the message in the channel, unless that message cannot be posted.
    if (part !== 'parent' && !parent && !pace.resting().includes(parentOf(plan))) return
    // A new post goes without pictures: only an edit can be tried again until Slack has processed the pictures.
    const pictures = part === 'parent' && ts !== null ? await picturesOf(change) : []
    const face = await faceOf(options, change, { part, parent, pictures })
    const judged = ts === null ? 'now' : pace.judge(key, face)
    if (judged === 'later') return
    const channel = await opened(options, plan, part, known ?? placeOf(options, change, part))
    const thread = part === 'parent' ? await threadFor(messages, change, channel) : undefined
    const shown =
      judged === 'same'
        ? ts
        : await withPictures(
            shown => show(options, change, { part, channel, ts, thread }, face.drawn(shown)),
            pictures,
          )
    if (shown === null) return
    pace.shown(key, face)
    const finish = async (): Promise<void> => {
      // This comes last: a failed part is tried again as long as this message is behind.
      await messages.posted({ plan, part, channel, ts: shown, revision: change.revision })
      if (change.state === null) pace.forget(key)
    }
    if (part === 'parent') {
      // A click counts from here on, whenever the thread is complete.
      if (ts === null) await messages.posted({ plan, part, channel, ts: shown, revision: 0 })
      // Posts wait for their turn, about a second each: the next edit of the message comes first.
      alone(threadOf(key), () =>
        threads.tell(key, () => tellThread(options, change, channel, thread ?? shown), finish),
      )
      return
    }
    if (change.reminded && change.state === 'pending') await remind(options, change, part, channel)
    await finish()
  }

  const once = async (): Promise<void> => {
    const unfollowed = await messages.unfollowed()
    for (const plan of followed.keys()) if (!unfollowed.includes(plan)) followed.delete(plan)
    for (const plan of unfollowed) {
      if (performance.now() < (followed.get(plan) ?? 0)) continue
      followed.set(plan, performance.now() + followEveryMs)
      alone(`follow ${plan}`, () => follow(options, plan))
    }
    const behind = (
      await messages.behind([...pace.resting(), ...busy.keys(), ...threads.resting()])
    ).map(row => ({
      row,
      key: `${row.plan_id} ${row.part}`,
    }))
    const patient = behind.toSorted(
      (one, other) => pace.editedAt(one.key) - pace.editedAt(other.key),
    )
    for (const { key, row } of patient)
      alone(key, () =>
        post(key, row).catch((error: unknown) => {
          pace.failed(key, error)
          throw error
        }),
      )
  }

  const look = (changed?: string): void => {
    if (stopped) return
    if (!leads()) {
      // A different process edits the messages now.
      pace.forgetAll()
      return
    }
    for (const key of busy.keys()) if (key.startsWith(`${changed} `)) missed.add(key)
    if (changed !== undefined) threads.changed(changed)
    if (looking) {
      again = true
      return
    }
    looking = once()
      .catch((error: unknown) => report(error, { during: 'posting' }))
      .finally(() => {
        looking = undefined
        if (!again) return
        again = false
        look()
      })
  }
  const timer = setInterval(() => look(), lookEveryMs)

  return {
    look,
    async stop() {
      stopped = true
      clearInterval(timer)
      await looking
      // The end of an edit may begin the lines of its thread.
      while (busy.size > 0) await Promise.all(busy.values())
    },
  }
}

interface Facing {
  readonly part: string
  readonly parent: Awaited<ReturnType<MessageBook['messageOf']>>
  readonly pictures: readonly Picture[]
}

/** Progress is shown in the channel only: direct messages do not change each second. */
const faceOf = async (
  { messages, background }: PlanMessagesOptions,
  change: Change,
  { part, parent, pictures }: Facing,
): Promise<Face & { readonly drawn: (pictures: readonly Picture[]) => DrawnMessage }> => {
  const ids = await buttonIds(messages, change)
  const link = parent ? await background.permalink(parent.channel, parent.ts) : null
  const still = drawChange(withoutProgress(change), ids, link, pictures)
  const drawn = (shown: readonly Picture[]) =>
    part === 'parent' ? drawChange(change, ids, null, shown) : still
  return { drawn, whole: JSON.stringify(drawn(pictures)), still: JSON.stringify(still) }
}

/** A following plan stands in the thread of the first plan, and in the channel too. */
const threadFor = async (
  messages: MessageBook,
  { origin: { follows } }: Change,
  channel: string,
): Promise<string | undefined> => {
  const first = follows ? await messages.messageOf(follows) : undefined
  return first?.channel === channel ? first.ts : undefined
}

const withoutProgress = (change: Change): Change =>
  change.run === null ? change : { ...change, run: { ...change.run, progress: null } }

interface Shown {
  readonly part: string
  readonly channel: string
  readonly ts: string | null
  /** The message above a plan that follows another. */
  readonly thread: string | undefined
}

/** Edits the message, or posts it where missing; null when a different process posts it now. */
const show = async (
  { messages, background }: PlanMessagesOptions,
  change: Change,
  { part, channel, ts, thread }: Shown,
  drawn: DrawnMessage,
): Promise<string | null> => {
  const { id: plan, cluster } = change.plan
  const at = (point: string) => failpoint(`${part} message ${point}`)
  if (ts !== null && (await background.update(channel, ts, drawn))) {
    at('edited')
    return ts
  }
  // The message was deleted, or never posted.
  const key = ts === null ? `message:${part}` : `message:${part} after ${ts}`
  if (!(await messages.claimLine(plan, key))) return null
  at('claimed')
  const posted = await background.post(channel, drawn, {
    about: aboutChange(change),
    ...(thread === undefined ? {} : { thread, broadcast: true }),
  })
  at('posted')
  await messages.linePosted(plan, key, posted)
  at('noted')
  const link = part === 'parent' ? await background.permalink(channel, posted) : null
  if (link !== null) await messages.recordPosted(plan, cluster, link)
  return posted
}

const buttonIds = async (
  messages: MessageBook,
  change: Change,
): Promise<ReadonlyMap<string, string>> => {
  const ids = new Map<string, string>()
  for (const verb of verbsOf(change)) {
    const command = commandOf(change, verb)
    const id =
      command !== undefined
        ? await messages.offerButton(change.plan.id, command)
        : await messages.planButton(change.plan.id, verb, renderingOf(change))
    ids.set(verb, id)
  }
  return ids
}

/** Follows the channel's message, and a direct message to each person who may approve. */
const follow = async (options: PlanMessagesOptions, plan: string): Promise<void> => {
  const { messages, people, roles, report } = options
  const change = await messages.change(plan)
  if (!change) return
  await messages.follow(plan, 'parent', placeOf(options, change, 'parent'))
  try {
    const approvers = await people.members(roles.approvers)
    const others = approvers.filter(user => !samePerson(roles, change.plan.requester, user))
    await messages.followDirectly(plan, 'direct', others)
  } catch (error) {
    report(error, { plan })
  }
}

/** Where the message belongs: the channel of the plan, or a person. */
const placeOf = ({ opsChannel }: PlanMessagesOptions, { origin }: Change, part: string): string =>
  part === 'parent' ? (origin.channel ?? opsChannel) : part.slice(part.indexOf(':') + 1)

/** Finds a message's channel; a direct channel is opened once, before the first post. */
const opened = async (
  { messages, background }: PlanMessagesOptions,
  plan: string,
  part: string,
  channel: string,
): Promise<string> => {
  if (!part.endsWith(`:${channel}`)) return channel
  const direct = await background.direct(channel)
  await messages.directOpened(plan, part, direct)
  return direct
}
