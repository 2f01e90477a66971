/**
 * Tells the outcomes of slots in a thread for each schedule, and writes the head of the thread anew. Only exceptions
 * stand in the channel as well: the first of a kind in a row.
 */
import type { Schedules } from '#model/engine'
import { type Answer, answer } from '#model/reply'
import { exceptionOf } from '#model/schedule/exception'
import type { SlotView } from '#model/schedule/schedule'
import type { Chat } from '#report/chat'
import { scheduleHead, slotAnswer } from '#report/draw/schedule'
import { slotChart } from '#report/draw/slot-chart'
import { postOnce } from '#report/post-once'
import { failpoint } from '#src/failpoint'
import { claimReport, reportPosted, reportTs } from '#store/reports'
import { type SlotKey, slotAnnounced, slotsOf, slotTold, untoldSlots } from '#store/schedule/slots'
import type { Store } from '#store/store'

export interface SlotTeller {
  readonly store: Store
  readonly chat: Pick<Chat, 'report' | 'reply' | 'rewrite'>
  readonly schedules: Pick<Schedules, 'find' | 'channelOf' | 'endOf'>
  /** Whether this process still tells. */
  readonly leads: () => boolean
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

/** Slots to tell at a look; the rest follow at the next look. */
const atOnce = 200

/** Milliseconds until a schedule that could not be told is tried again. */
const restMs = 60_000

/** A look that comes while another is telling does nothing: Slack takes about a post a second in a channel. */
export const tellingSlots = (teller: SlotTeller) => {
  let telling = false
  /** By schedule: the moment of the last failure. */
  const failed = new Map<string, number>()
  return async (): Promise<void> => {
    if (telling) return
    telling = true
    try {
      await tellAll(teller, failed)
    } finally {
      telling = false
    }
  }
}

/** Schedule after schedule, so that slots that are due meanwhile find the control database at rest. */
const tellAll = async (teller: SlotTeller, failed: Map<string, number>): Promise<void> => {
  const since = performance.now() - restMs
  const resting = [...failed].filter(([, at]) => at > since).map(([id]) => id)
  const untold = await untoldSlots(teller.store, resting, atOnce)
  for (const [id, slots] of Map.groupBy(untold, ({ schedule }) => schedule)) {
    if (!teller.leads()) return
    try {
      await tell(teller, id, slots)
      failed.delete(id)
    } catch (error) {
      failed.set(id, performance.now())
      teller.report(error, { during: 'telling a schedule', schedule: id })
    }
  }
}

const tell = async (
  teller: SlotTeller,
  id: string,
  slots: readonly (SlotKey & SlotView)[],
): Promise<void> => {
  const { chat, schedules } = teller
  const view = await schedules.find(id)
  if (!view) return
  const channel = schedules.channelOf(view.schedule)
  const head = scheduleHead(view)
  const thread = await threadOf(teller, id, channel, head)
  if (thread === undefined) return
  for (const slot of slots) if (!(await tellSlot(teller, { channel, thread }, slot))) return
  await chat.rewrite(channel, thread, head)
}

interface Thread {
  readonly channel: string
  readonly thread: string
}

/** A plan is told when made, and again at its end: only then is the slot told. False while a different process is telling. */
const tellSlot = async (
  teller: SlotTeller,
  place: Thread,
  slot: SlotKey & SlotView,
): Promise<boolean> => {
  const { schedule, outcome } = slot
  const isTold = await once(teller, slot, 'over', async () =>
    post(teller, place, slotAnswer(schedule, slot), {
      aloud: await isNews(teller.store, slot),
      picture: await slotChart(schedule, slot),
    }),
  )
  if (!isTold) return false
  if (outcome?.kind === 'planned') {
    const ended = await teller.schedules.endOf(outcome.plan)
    const quiet = { aloud: false, picture: undefined }
    if (ended === null) {
      await slotAnnounced(teller.store, slot)
      return true
    }
    const said = () => post(teller, place, answer(ended), quiet)
    if (!(await once(teller, slot, 'ended', said))) return false
  }
  await slotTold(teller.store, slot)
  return true
}

const post = (
  { chat }: SlotTeller,
  { channel, thread }: Thread,
  said: Answer,
  how: Omit<Parameters<Chat['reply']>[2], 'thread'>,
): Promise<string> => chat.reply(channel, said, { thread, ...how })

/** Whichever process leads tells each end once. False while a different process is posting. */
const once = (
  { store }: SlotTeller,
  { schedule, at }: SlotKey,
  what: 'over' | 'ended',
  say: () => Promise<string>,
): Promise<boolean> => {
  const key = store.signer.unforeseen(`slot ${schedule} ${at.toISOString()} ${what}`)
  return postOnce(store, key, async () => {
    const ts = await say()
    failpoint('slot posted')
    return ts
  })
}

/** Whether the outcome is an exception, and of another kind than the outcome before. */
const isNews = async (store: Store, { schedule, at, outcome }: SlotKey & SlotView) => {
  const exception = outcome && exceptionOf(outcome)
  if (exception === null) return false
  const [before] = (await slotsOf(store, schedule, lookedBack)).filter(
    slot => slot.at < at && slot.outcome !== null,
  )
  return !before?.outcome || exceptionOf(before.outcome) !== exception
}

const lookedBack = 60

/** The ts of the head in this channel; undefined while a different process posts the head. */
const threadOf = async (
  { store, chat }: SlotTeller,
  id: string,
  channel: string,
  head: Parameters<Chat['report']>[1],
): Promise<string | undefined> => {
  const key = store.signer.unforeseen(`schedule ${id} in ${channel}`)
  const known = await reportTs(store, key)
  if (known !== null) return known
  if (!(await claimReport(store, key))) return undefined
  const ts = await chat.report(channel, head, undefined)
  await reportPosted(store, key, ts)
  return ts
}
