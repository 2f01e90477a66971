/** Looks once at a guarded change: takes it back, lets it stand at the deadline, or asks a person. */
import { figuresOf } from '#engine/guard/figures'
import { type Guarded, readGuarded } from '#engine/guard/guarded'
import { othersBeside, othersWords, verdictBeside } from '#engine/guard/others'
import { keepReading } from '#engine/guard/read'
import { takeBack } from '#engine/guard/revert'
import type { Parts } from '#engine/parts'
import type { Judgement } from '#model/guard'
import { isRefusal } from '#model/refusal'
import { failpoint } from '#src/failpoint'
import { appendAfterwards } from '#store/journal'
import { longestUnread, type ReadBetween, readingsOf, type UnreadTime } from '#store/readings'
import { lockRun } from '#store/runs'
import { closeWatch, type WatchedRun } from '#store/watches'
import { minute } from '#text/instant'

export const lookAtGuard = async (parts: Parts, watch: WatchedRun): Promise<void> => {
  const mine = await readGuarded(parts.store, watch)
  if (!mine) return
  if (mine.guard.state !== 'open') return void (await closeWatch(parts.store, mine.run, 'guard'))
  await keepReading(parts, mine.plan, 'since')
  const verdict = await judged(parts, mine)
  failpoint('guard judged')
  if (verdict.kind !== 'breach') return atDeadline(parts, mine, verdict)
  const others = await othersBeside(parts, mine)
  const own = await verdictBeside(parts, mine, others, verdict, (between, now) =>
    judged(parts, mine, between, now),
  )
  if (own === 'later first') return
  if (own.kind !== 'breach') return atDeadline(parts, mine, own)
  return breached(parts, mine, `${own.sentence}${othersWords(others)}`)
}

const judged = async (
  { store, watcher, now }: Parts,
  { plan }: Guarded,
  between: ReadBetween = {},
  at?: Date,
): Promise<Judgement> => {
  if (!plan.guard) throw new Error(`${plan.id} has no guard`)
  const { before, since } = await readingsOf(store, plan.id, between)
  return watcher.judge(plan.guard, before, since, at ?? (await now()))
}

/** Seconds after the deadline until a person is asked, or after the first look where Howdah was away. */
const patienceSeconds = 15

const atDeadline = async (
  parts: Parts,
  mine: Guarded,
  verdict: Exclude<Judgement, { kind: 'breach' }>,
): Promise<void> => {
  const now = await parts.now()
  const until = Date.parse(mine.guard.until)
  if (now.getTime() < until) return
  const unread = await unreadTime(parts, mine, now)
  if (verdict.kind === 'well')
    return conclude(parts, mine, 'kept', figuresOf(verdict, unreadWords(unread)))
  // A single figure over the limit may be chance: the next looks tell.
  const since = Math.max(until, unread?.to.getTime() ?? 0)
  if (now.getTime() - since < patienceSeconds * 1_000) return
  const because = [verdict.because, ...unreadWords(unread)].join(' ')
  return conclude(parts, mine, 'unjudged', { because })
}

/** A longer time without a reading is told. */
const unreadSeconds = 60

const unreadTime = ({ store }: Parts, { plan }: Guarded, now: Date): Promise<UnreadTime | null> =>
  longestUnread(store, plan.id, { seconds: unreadSeconds, now })

/** A sentence about the longest time without a look; empty for none. */
const unreadWords = (unread: UnreadTime | null): readonly string[] => {
  if (unread === null) return []
  const [from, to] = [unread.from, unread.to].map(at => minute(at.toISOString()))
  return [`Howdah did not look between ${from} and ${to}.`]
}

const breached = async (parts: Parts, mine: Guarded, found: string): Promise<void> => {
  const unread = await unreadTime(parts, mine, await parts.now())
  const because = [found, ...unreadWords(unread)].join(' ')
  const taken = await takeBack(parts, { run: mine.run, plan: mine.plan, because })
  if (isRefusal(taken))
    await conclude(parts, mine, 'unjudged', {
      because: `${because} It is not undone automatically: ${taken.because}`,
    })
}

/** Journal and record of the guard's end, by the first process. */
const conclude = (
  parts: Parts,
  { run, plan }: Pick<Guarded, 'run' | 'plan'>,
  kind: 'kept' | 'unjudged',
  detail: Readonly<Record<string, unknown>>,
): Promise<void> =>
  parts.store.transaction(async tx => {
    await lockRun(tx, run)
    const now = await readGuarded(tx, { run_id: run, plan_id: plan.id })
    if (now?.guard.state !== 'open') return
    await closeWatch(tx, run, 'guard')
    await appendAfterwards(tx, { run, plan: plan.id }, { kind, detail })
    await parts.record.append(
      `guard.${kind}`,
      {
        actor: `howdah/${parts.holder}`,
        subject: { plan: plan.id, run, cluster: plan.cluster },
        detail,
      },
      tx,
    )
  })
