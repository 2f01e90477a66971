/** Adds events that the message does not hold to the plan's thread: each line once, from whatever process. */
import type { Change } from '#model/change'
import type { MessageBook } from '#model/edges'
import { section } from '#slack/draw/blocks/blocks'
import { type ThreadLine, threadLines } from '#slack/draw/plan/thread-lines'
import { aboutChange } from '#slack/send/about-change'
import type { BackgroundClient } from '#slack/send/background-client'

export interface Telling {
  readonly messages: MessageBook
  readonly background: BackgroundClient
}

/** Posts the new lines; false when a different process has claimed a line. */
export const tellThread = async (
  { messages, background }: Telling,
  change: Change,
  channel: string,
  thread: string,
): Promise<boolean> => {
  const { id: plan } = change.plan
  const about = aboutChange(change)
  const told = await messages.linesOf(plan)
  const fresh: ThreadLine[] = []
  let complete = true
  for (const line of threadLines(change)) {
    if (told.has(line.key)) continue
    if (await messages.claimLine(plan, line.key)) fresh.push(line)
    else complete = false
  }
  for (const group of grouped(fresh)) {
    const [first] = group
    if (!first) continue
    const drawn = { text: first.markdown, blocks: group.map(line => section(line.markdown)) }
    const ts = await background.post(channel, drawn, { thread, broadcast: first.broadcast, about })
    for (const { key } of group) await messages.linePosted(plan, key, ts)
  }
  return complete
}

/** Puts lines that came at once into a single post, as far as the limit allows; lines that stand out stay alone. */
const grouped = (lines: readonly ThreadLine[]): readonly (readonly ThreadLine[])[] => {
  const groups: ThreadLine[][] = []
  for (const line of lines) {
    const last = groups.at(-1)
    const alone = line.broadcast || last?.some(one => one.broadcast)
    const length = [...(last ?? []), line].reduce((sum, { markdown }) => sum + markdown.length, 0)
    if (last && !alone && last.length < 20 && length < postMost) last.push(line)
    else groups.push([line])
  }
  return groups
}

/** Characters; Slack takes about 13,000 in all blocks. */
const postMost = 9_000
