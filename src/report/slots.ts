/**
 * Tells the outcomes of slots in a thread for each schedule, and writes the head of the thread anew. Only exceptions
 * stand in the channel as well: the first of a kind in a row.
 */
import type { Schedules } from '#model/engine'
import { answer } from '#model/reply'
import type { SlotView } from '#model/schedule/schedule'
import type { Chat } from '#report/chat'
import { exceptionOf, scheduleHead, slotAnswer } from '#report/draw/schedule'
import { slotChart } from '#report/draw/slot-chart'
import { claimReport, reportPosted, reportTs } from '#store/reports'
import { type SlotKey, slotsOf, slotTold, untoldSlots } from '#store/schedule/slots'
import type { Store } from '#store/store'

export interface SlotTeller {
  readonly store: Store
  readonly chat: Pick<Chat, 'report' | 'reply' | 'rewrite'>
  readonly schedules: Pick<Schedules, 'find' | 'channelOf' | 'endOf'>
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

/** Slots to tell at a look; the rest follow at the next look. */
const atOnce = 200

export const tellingSlots = (teller: SlotTeller) => async (): Promise<void> => {
  const untold = await untoldSlots(teller.store, atOnce)
  const bySchedule = Map.groupBy(untold, ({ schedule }) => schedule)
  await Promise.all(
    [...bySchedule].map(([id, slots]) =>
      tell(teller, id, slots).catch((error: unknown) =>
        teller.report(error, { during: 'telling a schedule', schedule: id }),
      ),
    ),
  )
}

const tell = async (
  teller: SlotTeller,
  id: string,
  slots: readonly (SlotKey & SlotView)[],
): Promise<void> => {
  const { store, chat, schedules } = teller
  const view = await schedules.find(id)
  if (!view) return
  const channel = schedules.channelOf(view.schedule)
  const head = scheduleHead(view)
  const thread = await threadOf(teller, id, channel, head)
  if (thread === undefined) return
  for (const slot of slots) {
    const { outcome } = slot
    if (outcome?.kind === 'planned') {
      await tellPlanned(teller, { id, channel, thread }, slot, outcome.plan)
      continue
    }
    await chat.reply(channel, slotAnswer(id, slot), {
      thread,
      aloud: await isNews(store, slot),
      picture: await slotChart(id, slot),
    })
    await slotTold(store, slot)
  }
  await chat.rewrite(channel, thread, head)
}

/** A plan is told when made, and again at its end: only then is the slot told. */
const tellPlanned = async (
  { store, chat, schedules }: SlotTeller,
  place: { readonly id: string; readonly channel: string; readonly thread: string },
  slot: SlotKey & SlotView,
  plan: string,
): Promise<void> => {
  const { id, channel, thread } = place
  const key = store.signer.unforeseen(`slot ${id} ${slot.at.toISOString()} planned`)
  if (await claimReport(store, key)) {
    const aloud = await isNews(store, slot)
    const ts = await chat.reply(channel, slotAnswer(id, slot), {
      thread,
      aloud,
      picture: undefined,
    })
    await reportPosted(store, key, ts)
  }
  const ended = await schedules.endOf(plan)
  if (ended === null) return
  await chat.reply(channel, answer(ended), { thread, aloud: false, picture: undefined })
  await slotTold(store, slot)
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
