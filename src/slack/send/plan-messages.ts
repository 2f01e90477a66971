/**
 * Keeps the messages of all plans as their plans are: posts what is missing, edits what is behind,
 * adds what happened to the thread. One process of many does it; whatever is lost is made good.
 */
import type { Change } from '#model/change'
import type { PeopleConfig } from '#model/configuration'
import type { MessageBook } from '#model/edges'
import { samePerson } from '#model/identity'
import type { DrawnMessage } from '#slack/draw/blocks/blocks'
import { renderingOf, reviewOpen, verbsOf } from '#slack/draw/plan/change-buttons'
import { drawChange } from '#slack/draw/plan/change-message'
import { aboutChange } from '#slack/send/about-change'
import type { BackgroundClient, Upload } from '#slack/send/background-client'
import { type Face, openPace } from '#slack/send/edit-pace'
import type { People } from '#slack/send/people'
import { remind } from '#slack/send/remind'
import { followReviewers } from '#slack/send/reviewers'
import { tellThread } from '#slack/send/tell-thread'
import { failpoint } from '#src/failpoint'

export interface PlanMessagesOptions {
  readonly messages: MessageBook
  readonly background: BackgroundClient
  readonly people: People
  readonly roles: PeopleConfig
  readonly opsChannel: string
  /** Whether this process is the one that posts. */
  readonly leads: () => boolean
  /** A chart of the measured effect; undefined when there is nothing to draw. */
  readonly chart: (change: Change) => Promise<Omit<Upload, 'comment'> | undefined>
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

export interface PlanMessages {
  /** Looks now, because a plan has changed; many calls at once become one look after the present one. */
  look(changed: string): void
  stop(): Promise<void>
}

const lookEveryMs = 1_000

type Behind = Awaited<ReturnType<MessageBook['behind']>>[number]

/** Who the approvers are is asked again, where Slack did not say or where there were none. */
const followEveryMs = 10_000

export const openPlanMessages = (options: PlanMessagesOptions): PlanMessages => {
  const { messages, leads, report } = options
  const pace = openPace()
  const followed = new Map<string, number>()
  /** What is under way; a slow channel or a rate limit holds up its own message only. */
  const busy = new Map<string, Promise<void>>()
  /** Of these, whose plans changed meanwhile. */
  const missed = new Set<string>()
  let looking: Promise<void> | undefined
  let again = false
  let stopped = false

  /** One at a time for each key; whatever comes meanwhile is looked at afterwards. */
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
    // First: a message that Slack does not take must not keep anybody from hearing of it.
    if (part === 'parent' && reviewOpen(change)) await followReviewers(options, change)
    const parent = part === 'parent' ? undefined : await messages.messageOf(plan)
    // Links to the message in the channel, unless that one cannot be posted.
    if (part !== 'parent' && !parent && !pace.resting().includes(`${plan} parent`)) return
    const face = await faceOf(options, change, part, parent)
    const judged = ts === null ? 'now' : pace.judge(key, face)
    if (judged === 'later') return
    const channel = await opened(options, plan, part, known)
    const shown =
      judged === 'same' ? ts : await show(options, change, { part, channel, ts }, face.drawn)
    if (shown === null) return
    pace.shown(key, face)
    // A line that another process is about to post may be lost with it: then this one is tried again.
    if (part === 'parent' && !(await tellThread(options, change, channel, shown))) return
    if (part !== 'parent' && change.reminded && change.state === 'pending')
      await remind(options, change, part, channel)
    // Last: whatever did not get through is tried again as long as this message is behind.
    await messages.posted({ plan, part, channel, ts: shown, revision: change.revision })
    if (change.state === null) pace.forget(key)
  }

  const once = async (): Promise<void> => {
    const unfollowed = await messages.unfollowed()
    for (const plan of followed.keys()) if (!unfollowed.includes(plan)) followed.delete(plan)
    for (const plan of unfollowed) {
      if (performance.now() < (followed.get(plan) ?? 0)) continue
      followed.set(plan, performance.now() + followEveryMs)
      alone(`follow ${plan}`, () => follow(options, plan))
    }
    const behind = (await messages.behind([...pace.resting(), ...busy.keys()])).map(row => ({
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
      // Another process edits them now.
      pace.forgetAll()
      return
    }
    for (const key of busy.keys()) if (key.startsWith(`${changed} `)) missed.add(key)
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
      await Promise.all(busy.values())
    },
  }
}

/** Progress is for the channel: nobody's direct messages change each second. */
const faceOf = async (
  { messages, background }: PlanMessagesOptions,
  change: Change,
  part: string,
  parent: Awaited<ReturnType<MessageBook['messageOf']>>,
): Promise<Face & { readonly drawn: DrawnMessage }> => {
  const ids = await buttonIds(messages, change)
  const link = parent ? await background.permalink(parent.channel, parent.ts) : null
  const drawnStill = drawChange(withoutProgress(change), ids, link)
  const drawn = part === 'parent' ? drawChange(change, ids) : drawnStill
  return { drawn, whole: JSON.stringify(drawn), still: JSON.stringify(drawnStill) }
}

const withoutProgress = (change: Change): Change =>
  change.run === null ? change : { ...change, run: { ...change.run, progress: null } }

interface Shown {
  readonly part: string
  readonly channel: string
  readonly ts: string | null
}

/** Edits the message, or posts it where it is missing; null when another process posts it now. */
const show = async (
  { messages, background }: PlanMessagesOptions,
  change: Change,
  { part, channel, ts }: Shown,
  drawn: DrawnMessage,
): Promise<string | null> => {
  const { id: plan, cluster } = change.plan
  const at = (point: string) => failpoint(`${part} message ${point}`)
  if (ts !== null && (await background.update(channel, ts, drawn))) {
    at('edited')
    return ts
  }
  // Somebody deleted it, or it was never posted.
  const key = ts === null ? `message:${part}` : `message:${part} after ${ts}`
  if (!(await messages.claimLine(plan, key))) return null
  at('claimed')
  const posted = await background.post(channel, drawn, { about: aboutChange(change) })
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
  const blocker = change.run?.progress?.blocker
  for (const verb of verbsOf(change)) {
    const id =
      verb === 'command' && blocker
        ? await messages.offerButton(change.plan.id, blocker.command)
        : await messages.planButton(change.plan.id, verb, renderingOf(change))
    ids.set(verb, id)
  }
  return ids
}

/** The channel's message, and a direct one to each who may approve. */
const follow = async (
  { messages, people, roles, opsChannel, report }: PlanMessagesOptions,
  plan: string,
): Promise<void> => {
  const change = await messages.change(plan)
  if (!change) return
  await messages.follow(plan, 'parent', change.origin.channel ?? opsChannel)
  try {
    const approvers = await people.members(roles.approvers)
    const others = approvers.filter(user => !samePerson(roles, change.plan.requester, user))
    await messages.followDirectly(plan, 'direct', others)
  } catch (error) {
    report(error, { plan })
  }
}

/** The channel of a message; a direct one is opened, once, before anything is posted there. */
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
