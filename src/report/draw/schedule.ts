/** The thread of a schedule: the head, and a line or an answer for each slot. */
import { type Answer, answer } from '#model/reply'
import type { ScheduleView, SlotView } from '#model/schedule/schedule'
import { slotWords, stateWords, timesOf, timeWords } from '#model/schedule/words'

/** The head, written anew after each slot. */
export const scheduleHead = ({ schedule, slots, next }: ScheduleView): Answer => {
  const [last, first] = [slots[0], next[0]]
  return answer(`${schedule.id}: \`${schedule.command}\`, ${timesOf(schedule)}`, {
    lines: [
      ...(last ? [`Last: ${timeWords(last.at)}, ${slotWords(last)}`] : []),
      schedule.state.kind === 'active'
        ? first
          ? `Next: ${timeWords(first.at)}`
          : 'No time follows.'
        : `It is ${stateWords(schedule)}.`,
    ],
    offers: [{ label: 'Why', command: `schedule why ${schedule.id}` }],
  })
}

/** An answer as kept, and any other outcome in a line. */
export const slotAnswer = (id: string, slot: SlotView): Answer => {
  const { outcome } = slot
  if (outcome?.kind === 'answered') {
    const { title, ...more } = outcome.answer
    return answer(title, more)
  }
  return answer(`${id}, ${timeWords(slot.at)}: ${slotWords(slot)}`)
}
