/** The ending of an abandoned run: known steps, unknown steps, and where to look. */
import { kindOf } from '#model/action'
import type { JournalEntry } from '#model/journal'
import type { Plan } from '#model/plan'
import { fewOf } from '#text/figures'

type Entries = readonly JournalEntry[]
type Steps = Pick<Plan, 'steps'>

export interface GivenUp {
  readonly run: string
  readonly name: string
  readonly reason: string
}

export const abandonedEnding = (
  plan: Steps,
  journal: Entries,
  { run, name, reason }: GivenUp,
): string => {
  const why = `${name} gave it up: ${reason.replace(/[.\s]+$/, '')}.`
  const fates = plan.steps.map((_, step) => fateOf(journal, step))
  if (!journal.some(({ kind }) => kind === 'intent')) return `${why} Nothing was done.`
  const having = (...wanted: readonly Fate[]): readonly number[] =>
    fates.flatMap((fate, step) => (wanted.includes(fate) ? [step] : []))
  const named = (steps: readonly number[]): string =>
    fewOf(
      steps.map(step => `step ${step + 1} (${plan.steps[step]?.title ?? ''})`),
      12,
    )
  const said = (steps: readonly number[], before: string, after = ''): readonly string[] =>
    steps.length === 0 ? [] : [`${before}${named(steps)}${after}.`]
  return [
    why,
    ...said(having('open'), 'NOT known, and its statement may still run: whether this was done: '),
    ...said(having('going back'), 'NOT known, and it may still run: whether this was taken back: '),
    ...said(having('unclear'), 'NOT known: whether anything is left of '),
    ...said(having('not put back'), 'NOT put back: '),
    ...said(having('done'), 'Done, and not verified: '),
    ...said(having('taken back'), 'Taken back: '),
    ...said(having('not done'), 'Not done: '),
    ...whereToLook(plan, run, having('open', 'going back', 'unclear', 'not put back', 'done')),
  ].join(' ')
}

type Fate = 'open' | 'going back' | 'unclear' | 'not put back' | 'done' | 'taken back' | 'not done'

const fateOf = (journal: Entries, step: number): Fate => {
  const about = journal.filter(
    entry => entry.step === step && (entry.kind in fates || entry.kind === 'settled'),
  )
  const last = about.at(-1)
  // A step that was refused before the intent, or found done by another person.
  const harmless = about.length === 1 || last?.detail['notOurs'] === true
  if (!last || (last.kind === 'failed' && harmless)) return 'not done'
  if (last.kind === 'settled') return last.detail['done'] === true ? 'done' : 'not done'
  return fates[last.kind] ?? 'not done'
}

const fates: Readonly<Partial<Record<JournalEntry['kind'], Fate>>> = {
  intent: 'open',
  done: 'done',
  failed: 'unclear',
  'undo intent': 'going back',
  undone: 'taken back',
  'undo failed': 'not put back',
}

const whereToLook = ({ steps }: Steps, run: string, left: readonly number[]): readonly string[] => {
  const places = new Set(
    left.flatMap(step => {
      const action = steps[step]?.action
      if (!action) return []
      const { node, database } = kindOf(action).place(action)
      return `${node}, database ${database}`
    }),
  )
  return places.size === 0
    ? []
    : [
        `Look by hand at ${[...places].join('; ')}: what the statements name, and whether pg_stat_activity has a session whose application_name begins with “howdah ${run}”.`,
      ]
}
