/**
 * Keeps the messages of all plans as their plans are: posts what is missing, edits what is behind,
 * adds what happened to the thread. One process of many does it; whatever is lost is made good.
 */
import type { Change } from '#engine/change'
import type { Desk } from '#engine/desk'
import { samePerson } from '#engine/identity'
import { type Drawn, section } from '#slack/blocks'
import type { Bulk, Upload } from '#slack/bulk'
import { drawChange, renderingOf, verbsOf } from '#slack/change-message'
import { escape, when } from '#slack/escape'
import type { People } from '#slack/people'
import { type ThreadLine, threadLines } from '#slack/thread-lines'
import type { PeopleConfig } from '#src/config'

export interface PosterOptions {
  readonly desk: Desk
  readonly bulk: Bulk
  readonly people: People
  readonly roles: PeopleConfig
  readonly opsChannel: string
  /** Whether this process is the one that posts. */
  readonly leads: () => boolean
  /** A chart of the measured effect; undefined when there is nothing to draw. */
  readonly chart: (change: Change) => Promise<Omit<Upload, 'comment'> | undefined>
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

export interface Poster {
  /** Looks now; many calls at once become one look after the present one. */
  look(): void
  stop(): Promise<void>
}

/** Slack's own advice for edits of one message. */
const editEveryMs = 3_000
const lookEveryMs = 1_000

export const openPoster = (options: PosterOptions): Poster => {
  const { desk, leads, report } = options
  const edited = new Map<string, { readonly at: number; readonly rendering: string }>()
  let looking: Promise<void> | undefined
  let again = false
  let stopped = false

  const post = async (plan: string, part: string, channel: string, ts: string | null) => {
    const change = await desk.change(plan)
    if (!change) return
    const key = `${plan} ${part}`
    const rendering = renderingOf(change)
    const last = edited.get(key)
    // Progress may wait for its turn; a new state may not.
    const soon = last?.rendering === rendering && performance.now() - last.at < editEveryMs
    if (ts !== null && soon) return
    edited.set(key, { at: performance.now(), rendering })
    const drawn = drawChange(change, await buttonIds(desk, change))
    const shown = await show(options, { plan, part, channel, ts }, drawn)
    if (shown === undefined) return
    // A line that another process is about to post may be lost with it: then this one is tried again.
    if (part === 'parent' && !(await tell(options, change, channel, shown))) return
    if (part !== 'parent' && change.reminded && change.state === 'pending')
      await remind(options, change, part, channel)
    // Last: whatever did not get through is tried again as long as this message is behind.
    await desk.posted({ plan, part, channel, ts: shown, revision: change.revision })
  }

  const once = async (): Promise<void> => {
    for (const plan of await desk.unfollowed()) await follow(options, plan)
    const behind = await desk.behind()
    // Different plans at once: one slow channel must not hold up the others.
    await Promise.all(
      behind.map(({ plan_id, part, channel, ts }) =>
        post(plan_id, part, channel, ts).catch((error: unknown) =>
          report(error, { plan: plan_id, part }),
        ),
      ),
    )
  }

  const look = (): void => {
    if (stopped || !leads()) return
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
  const timer = setInterval(look, lookEveryMs)

  return {
    look,
    async stop() {
      stopped = true
      clearInterval(timer)
      await looking
    },
  }
}

interface Shown {
  readonly plan: string
  readonly part: string
  readonly channel: string
  readonly ts: string | null
}

/** Edits the message, or posts it where it is missing; undefined when another process posts it now. */
const show = async (
  { desk, bulk }: PosterOptions,
  { plan, part, channel, ts }: Shown,
  drawn: Drawn,
): Promise<string | undefined> => {
  if (ts !== null && (await bulk.update(channel, ts, drawn))) return ts
  // Somebody deleted it, or it was never posted.
  const key = ts === null ? `message:${part}` : `message:${part} after ${ts}`
  if (!(await desk.claimLine(plan, key))) return undefined
  const posted = await bulk.post(channel, drawn, { about: plan })
  await desk.linePosted(plan, key, posted)
  return posted
}

const buttonIds = async (desk: Desk, change: Change): Promise<ReadonlyMap<string, string>> => {
  const ids = new Map<string, string>()
  const blocker = change.run?.progress?.blocker
  for (const verb of verbsOf(change)) {
    const id =
      verb === 'command' && blocker
        ? await desk.commandButton(blocker.command)
        : await desk.planButton(change.plan.id, verb, renderingOf(change))
    ids.set(verb, id)
  }
  return ids
}

/** The channel's message, and a direct one to each who may approve. */
const follow = async (
  { desk, people, roles, bulk, opsChannel, report }: PosterOptions,
  plan: string,
): Promise<void> => {
  const change = await desk.change(plan)
  if (!change) return
  await desk.follow(plan, 'parent', change.origin.channel ?? opsChannel)
  const requester = change.plan.requester
  const approvers = await people.members(roles.approvers).catch((error: unknown) => {
    report(error, { plan })
    return []
  })
  for (const user of approvers) {
    if (samePerson(roles, requester, user)) continue
    await bulk
      .direct(user)
      .then(channel => desk.follow(plan, `direct:${user}`, channel))
      .catch((error: unknown) => report(error, { plan, user }))
  }
}

/** Says half-way to its end that it still waits: an edit notifies nobody. */
const remind = async (
  { desk, bulk }: PosterOptions,
  { plan }: Change,
  part: string,
  channel: string,
): Promise<void> => {
  const key = `reminder:${part}`
  if (!(await desk.claimLine(plan.id, key))) return
  const text = escape(
    `Still waiting for you: ${plan.headline} (${plan.cluster}, asked by ${plan.requesterName})`,
  )
  const ts = await bulk.post(channel, {
    text,
    blocks: [section(`Still waiting for you. It expires ${when(plan.expiresAt)}.`)],
  })
  await desk.linePosted(plan.id, key, ts)
}

/** False when a line is in another process's hands. */
const tell = async (
  options: PosterOptions,
  change: Change,
  channel: string,
  thread: string,
): Promise<boolean> => {
  const { desk, bulk } = options
  const told = await desk.linesOf(change.plan.id)
  const fresh: ThreadLine[] = []
  let complete = true
  for (const line of threadLines(change)) {
    if (told.has(line.key)) continue
    if (await desk.claimLine(change.plan.id, line.key)) fresh.push(line)
    else complete = false
  }
  for (const group of grouped(fresh)) {
    const [first] = group
    if (!first) continue
    const markdown = group.map(line => line.markdown).join('\n')
    const chart = first.chart ? await options.chart(change) : undefined
    let ts = ''
    if (chart) await bulk.upload(channel, thread, { ...chart, comment: markdown })
    else {
      const drawn = { text: first.markdown, blocks: group.map(line => section(line.markdown)) }
      ts = await bulk.post(channel, drawn, { thread, broadcast: first.broadcast })
    }
    for (const { key } of group) await desk.linePosted(change.plan.id, key, ts)
  }
  return complete
}

/** Lines that came at once go into one post, but those that stand out by themselves. */
const grouped = (lines: readonly ThreadLine[]): readonly (readonly ThreadLine[])[] => {
  const groups: ThreadLine[][] = []
  for (const line of lines) {
    const last = groups.at(-1)
    const alone = line.chart || line.broadcast
    if (last && !alone && last.length < 20 && !last.some(one => one.chart || one.broadcast))
      last.push(line)
    else groups.push([line])
  }
  return groups
}
