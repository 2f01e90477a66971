/** A command as typed, over an engine that is plain data: no server, no Slack. */
import { readWords } from '#engine/ask/grammar'
import type { AnswerCommand, Command } from '#model/command'
import type { Engine, Schedules } from '#model/engine'
import type { Person } from '#model/person'
import { isRefusal, type Refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import type { View } from '#model/view'

const olga: Person = { id: 'T/U_OLGA', name: 'olga', standing: 'member', groups: [] }

const valuesIn = (command: AnswerCommand, text: string): Readonly<Record<string, string>> => {
  const read = readWords(text, [command])
  if (isRefusal(read)) throw new Error(`${read.because} ${read.instead}`)
  return read.kind === 'command' ? read.values : {}
}

interface Heard {
  readonly engine?: Partial<Engine>
  readonly commands?: readonly Command[]
  /** For a command that needs a cluster. */
  readonly view?: View
}

/** The answer to a person's typed line. */
export const say = async (
  command: AnswerCommand,
  text: string,
  { engine = {}, commands = [], view }: Heard = {},
): Promise<Answer | Refusal> => {
  const input = valuesIn(command, text)
  const origin = { via: 'slack', channel: 'C_OPS' } as const
  const asked = {
    person: olga,
    input,
    engine: { ...deaf, ...engine },
    commands,
    origin,
    code: null,
  }
  const reply = await (command.needs === 'nothing'
    ? command.answer(asked)
    : command.answer({ ...asked, view: view ?? unasked() }))
  return reply.kind === 'code' || reply.kind === 'proposed' ? unasked() : reply
}

/** The keys that the form asks for again. */
export const askedAgain = (command: AnswerCommand, text: string): readonly string[] =>
  command.input
    .strict()
    .safeParse(valuesIn(command, text))
    .error?.issues.map(({ path }) => String(path[0])) ?? []

const unasked = (): never => {
  throw new Error('this command is not to ask that')
}

const deafSchedules: Schedules = {
  list: unasked,
  find: unasked,
  since: unasked,
  endOf: unasked,
  channelOf: unasked,
  draft: unasked,
  save: unasked,
  pause: unasked,
  resume: unasked,
  remove: unasked,
  runNow: unasked,
}

/** An engine with these schedules alone. */
export const schedulesOf = (schedules: Partial<Schedules>): Partial<Engine> => ({
  schedules: { ...deafSchedules, ...schedules },
})

/** An engine whose schedules repeat each line, after the speaker's name. */
export const saysBack = (verb: keyof Schedules): Partial<Engine> =>
  schedulesOf({
    [verb]: async ({ name }: Person, ...said: readonly unknown[]) =>
      answer([name, ...said].map(one => JSON.stringify(one)).join(' ')),
  })

/** Knows no cluster, and answers only from the test's data. */
const deaf: Engine = {
  clusters: [],
  config: {
    people: { operators: [], approvers: [], team: null, aliases: {} },
    clusters: [],
    policies: [],
  },
  policyFor: unasked,
  now: () => Promise.resolve(new Date()),
  openChanges: () => Promise.resolve([]),
  nearestPlan: () => Promise.resolve(undefined),
  openReviews: () => Promise.resolve([]),
  changesRunSince: unasked,
  recentChanges: unasked,
  settingChanges: unasked,
  newestTraffic: unasked,
  indexesBuilt: unasked,
  partitionsDetached: unasked,
  copiesMade: unasked,
  backupsVerified: unasked,
  drills: unasked,
  findChange: unasked,
  approve: unasked,
  reject: unasked,
  breakGlass: unasked,
  review: unasked,
  cancel: unasked,
  undo: unasked,
  steer: unasked,
  keep: unasked,
  takeBack: unasked,
  settle: unasked,
  abandon: unasked,
  stopAll: unasked,
  freeze: unasked,
  thaw: unasked,
  openReports: () => Promise.resolve([]),
  freezes: () => Promise.resolve([]),
  schedules: deafSchedules,
  enrol: unasked,
  confirm: unasked,
  resetCode: unasked,
  enrolled: () => Promise.resolve([]),
  approvals: {
    ask: unasked,
    approve: unasked,
    withdraw: unasked,
    review: unasked,
    list: unasked,
    find: unasked,
  },
  audit: { latest: unasked, verify: unasked, export: unasked },
  rowsShown: unasked,
  prune: unasked,
  channelUnread: () => Promise.resolve(null),
  routedNodes: () => undefined,
  view: unasked,
  look: unasked,
}

type Decision =
  | 'approve'
  | 'reject'
  | 'breakGlass'
  | 'review'
  | 'cancel'
  | 'steer'
  | 'keep'
  | 'takeBack'
  | 'settle'
  | 'abandon'
  | 'stopAll'
  | 'freeze'
  | 'thaw'
  | 'prune'
  | 'enrol'
  | 'confirm'
  | 'resetCode'

/** An engine that repeats each line, after the speaker's name. */
export const hears = (decision: Decision): Partial<Engine> => ({
  [decision]: async ({ name }: Person, ...said: readonly unknown[]) =>
    answer([name, ...said].map(one => JSON.stringify(one)).join(' ')),
})
