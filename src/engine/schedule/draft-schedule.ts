/** Checks a wished schedule before saving, as far as a schedule can be checked beforehand. */
import { parseSaid, readSaid } from '#engine/ask/read-said'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import type { Wanted } from '#engine/plan/draft'
import { readCalendar } from '#model/calendar/calendar'
import { type Command, needsCluster } from '#model/command'
import type { Person } from '#model/person'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import type { ScheduleDraft } from '#model/schedule/schedule'
import { notScheduled } from '#model/schedule/scheduled'
import type { ScheduleWish } from '#model/schedule/wish'
import { newestRevisions } from '#store/schedule/schedules'
import { writeCommand } from '#text/write-command'

/** A draft before anybody looked at the cluster, with the wanted plan; null for a command with an answer. */
export type ReadSchedule = Omit<ScheduleDraft, 'hindered'> & { readonly wanted: Wanted | null }

export const draftSchedule = async (
  parts: Parts,
  person: Person,
  wish: ScheduleWish,
  cluster: string | undefined,
): Promise<ReadSchedule | Refusal> => {
  const calendar = readCalendar(wish.calendar)
  if (isRefusal(calendar)) return calendar
  const said = cluster === undefined ? wish.command : writeCommand(wish.command, { cluster })
  const read = readSaid(parts, { text: said })
  if (isRefusal(read)) return read
  if (read.kind === 'nothing')
    return refusal(
      'A schedule needs a command.',
      'For example: `schedule add query slow at="every 15 minutes"`.',
    )
  const { command } = read
  const not = notScheduled(command)
  if (not) return not
  const verb = command.kind === 'answer' ? command.verb : 'propose'
  const mayNot = authorize(parts.config.people, person, verb, { cluster: null, requester: null })
  if (mayNot) return mayNot
  const parsed = parseSaid(parts, { via: 'schedule', channel: null }, read)
  if (isRefusal(parsed)) return parsed
  if (parsed.kind === 'form') {
    const [[key, problem] = ['', '']] = Object.entries(parsed.problems)
    return refusal(
      `\`${said}\` cannot run as it stands: ${key}: ${problem}`,
      'Write the whole command, with every value that it needs.',
    )
  }
  const named = text(parsed.data['cluster'])
  if (named !== null && !parts.clusters.has(named))
    return refusal(
      `There is no cluster ${named}.`,
      `Name one of: ${[...parts.clusters.keys()].join(', ')}.`,
    )
  const whole =
    needsCluster(command) && read.values['cluster'] === undefined
      ? writeCommand(said, { cluster: named })
      : said
  return {
    kind: 'draft',
    wish: { ...wish, command: whole },
    cluster: named,
    plans: command.kind === 'propose',
    wanted: wantedBy(parts, command, parsed.data),
    suggestedName: await freeName(parts, `${command.words}${named === null ? '' : ` ${named}`}`),
  }
}

/** Said of a plan, and no value of the playbook. */
const aboutPlan: readonly string[] = ['cluster', 'database', 'reason', 'ticket', 'follows']

const wantedBy = (
  { clusters }: Parts,
  command: Command,
  data: Readonly<Record<string, unknown>>,
): Wanted | null => {
  const config = clusters.get(text(data['cluster']) ?? '')?.config
  if (command.kind === 'answer' || !config) return null
  const input = Object.entries(data).filter(([key]) => !aboutPlan.includes(key))
  return {
    cluster: config.name,
    database: text(data['database']) ?? config.database,
    playbook: command.playbook.name,
    input: Object.fromEntries(input),
    undoes: null,
  }
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const freeName = async (parts: Parts, words: string): Promise<string> => {
  const base = words
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 36)
  const taken = new Set((await newestRevisions(parts.store)).keys())
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!taken.has(name)) return name
  }
}
