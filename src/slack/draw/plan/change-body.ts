/** The body of a plan's message: the running and the failed step, the statements, and the figures for an approver. */
import { beforehand, type Change, type Progress } from '#model/change'
import { bar, fields, section, sections } from '#slack/draw/blocks/blocks'
import { code, codeBlocks, plain, sentence } from '#slack/draw/blocks/escape'
import { mention } from '#slack/draw/blocks/mention'
import { reviewOpen } from '#slack/draw/plan/change-buttons'
import { figuresOf } from '#slack/draw/plan/figures'
import { sqlOf } from '#slack/draw/plan/sql-of'
import { seconds } from '#text/figures'
import { valuesInWords } from '#text/values-in-words'

export const bodyOf = (change: Change) => {
  const { plan, state } = change
  const judged = state === 'pending' || reviewOpen(change)
  const figures = judged ? fields(figuresOf(change)) : []
  const advice = adviceOf(change)
  const approvals = change.approvals
    .filter(one => one.decision === 'approve')
    .map(one => `Approved by ${mention(one.person, one.name)}${plain(beforehand(one))}`)
  if (state === null)
    return change.steps.length > 0
      ? [...advice, ...sql(change), ...byHand(change), ...figures, ...sections(approvals)]
      : []
  const told = [
    ...plan.notes.map(note => `• ${sentence(note)}`),
    ...(change.frozen && (state === 'pending' || state === 'queued')
      ? [
          `• Frozen by ${plain(change.frozen.name)}: ${plain(change.frozen.reason)}. It starts only after a thaw.`,
        ]
      : []),
    ...approvals,
  ]
  return [
    ...progressOf(change),
    ...advice,
    ...(wayBackNow(change) ?? sql(change)),
    ...figures,
    ...sections(told),
  ]
}

/** Shows the failure's advice and code, in the states where both matter. */
const adviceOf = ({ state, outcome, journal }: Change) => {
  if (outcome !== 'failed' && state !== 'looking') return []
  const { instead, code: name } =
    journal.findLast(({ kind }) => kind === 'failed' || kind === 'undo failed')?.detail ?? {}
  return sections([
    ...(typeof instead === 'string' && instead !== ''
      ? [`*What to do:* ${sentence(instead)}`]
      : []),
    ...(typeof name === 'string' && name !== '' ? [`*Error:* ${errorName(name)}`] : []),
  ])
}

const errorName = (name: string): string =>
  name.startsWith('sql.') ? `SQLSTATE ${code(name.slice(4))}` : code(name)

/** Shows all SQL, whatever the length: the engine refuses a plan that no message could hold. */
const sql = (change: Change) => codeBlocks(sqlOf(change)).map(section)

/** The statement that puts a step back right now; undefined on the way forward. */
const wayBackNow = ({ state, journal }: Change) => {
  const begun = journal.findLast(({ kind }) => kind === 'intent' || kind === 'undo intent')
  const statement = begun?.detail['statement']
  return state === 'running' && begun?.kind === 'undo intent' && typeof statement === 'string'
    ? codeBlocks(`${statement};`).map(section)
    : undefined
}

/** Statements come singly, because each may need a different node or role. */
const byHand = ({ left }: Change) =>
  left.flatMap(({ place, role, text, values }) => [
    section(
      `To put it back by hand, on ${plain(place.node)} in database ${code(place.database)}${role === null ? '' : ` as ${code(role)}`}:`,
    ),
    ...codeBlocks(`${text};${values.length > 0 ? ` -- with ${valuesInWords(values)}` : ''}`).map(
      section,
    ),
  ])

/** A full bar means done, and a backup still waits: for the checkpoint at the beginning, or for archiving at the end. */
const waitsAtEnd = ({ phase, percent }: Pick<Progress, 'phase' | 'percent'>): boolean =>
  percent === 100 && /\bwait/.test(phase)

/** PostgreSQL counts each phase from 0 to 100 %, so the figures refer to the phase. */
const progressOf = ({ run, state }: Change) => {
  if (state !== 'running' || !run?.progress) return []
  const { phase, percent, etaSeconds, blocker } = run.progress
  const eta =
    etaSeconds === null ? ' of this phase' : `, about ${seconds(etaSeconds)} left in this phase`
  return sections([
    plain(phase),
    ...(percent === null || waitsAtEnd({ phase, percent }) ? [] : [`${bar(percent)}${eta}`]),
    ...(blocker ? [`Held up by ${plain(blocker.label)}.`] : []),
  ])
}
