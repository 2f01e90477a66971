/** The message of a plan, drawn from the Change again whenever the Change has changed. */
import { type Change, riskOf } from '#model/change'
import type { Estimate } from '#model/plan'
import type { Measured } from '#model/traffic'
import {
  actions,
  bar,
  button,
  context,
  type DrawnMessage,
  fields,
  section,
  sections,
} from '#slack/draw/blocks/blocks'
import {
  code,
  codeBlocks,
  cut,
  escape,
  localised,
  plain,
  sentence,
  when,
} from '#slack/draw/blocks/escape'
import { mention } from '#slack/draw/blocks/mention'
import { glassSection, glassWords } from '#slack/draw/plan/break-glass'
import { buttonsOf, reviewOpen } from '#slack/draw/plan/change-buttons'
import { guardWords } from '#slack/draw/plan/guard-words'
import { sqlOf } from '#slack/draw/plan/sql-of'
import { iconOf } from '#slack/draw/plan/state-icon'
import { warningWords } from '#slack/draw/plan/warnings'
import { count, counted, milliseconds, seconds } from '#text/figures'
import { notGenuine } from '#text/not-genuine'

const headlineMost = 300

/** Draws the message; `link` leads from a direct message to the message in the channel. */
export const drawChange = (
  change: Change,
  ids: ReadonlyMap<string, string>,
  link: string | null = null,
): DrawnMessage => {
  const { plan } = change
  const state = stateLine(change)
  const looks = buttonsOf(change, ids)
  // The headline may hold a whole predicate; the statement below is never cut.
  const headline = cut(plan.headline, headlineMost)
  return {
    // Slack parses the text of a notification like any other text.
    text: escape(
      `${glassWords(change)}${state.plain} ${headline} (${plan.cluster}, ${plan.environment}, risk ${riskOf(change)}, requested by ${plan.requesterName})`,
    ),
    blocks: [
      section(
        `*${plain(`${plan.cluster} (${plan.environment})`)}: ${plain(headline)}*\n${state.markdown}`,
      ),
      ...glassSection(change),
      ...bodyOf(change),
      ...actions(looks.map(button)),
      context(
        [
          `${code(plan.id)} on *${plain(plan.cluster)}* (${plan.environment}), database ${code(plan.database)}`,
          `fingerprint ${code(plan.fingerprint.slice(0, 8))}`,
          `requested by ${mention(plan.requester, plan.requesterName)}`,
          ...(plan.ticket === null ? [] : [`ticket ${plain(plan.ticket)}`]),
          ...(link === null ? [] : [`<${link}|Go to the plan>`]),
        ].join(' · '),
      ),
    ],
  }
}

interface Line {
  readonly plain: string
  readonly markdown: string
}

const line = (text: string, more = ''): Line => ({ plain: text, markdown: `${text}${more}` })

/** Describes the state in a sentence or two. */
export const stateLine = (change: Change): Line => {
  const words = stateWords(change)
  return { plain: words.plain, markdown: `${iconOf(change)} ${words.markdown}` }
}

const stateWords = (change: Change): Line => {
  const { plan, state } = change
  const given = change.approvals.filter(one => one.decision === 'approve').length
  const waiting = change.run?.waitingFor ? ` ${sentence(change.run.waitingFor)}` : ''
  switch (state) {
    case 'pending':
      if (change.genuine !== 'genuine') return line(notGenuine[change.genuine])
      return line(
        `Waiting for approval (${given} of ${plan.approvalsNeeded}).`,
        ` Expires ${when(plan.expiresAt)}.`,
      )
    case 'queued':
      if (waiting !== '') return line('Queued.', waiting)
      return line(change.breakGlass === null ? 'Approved, starting.' : 'Break-glass, starting.')
    case 'running':
      return change.run?.stop
        ? line(
            'Stopping at the next safe point.',
            ` ${mention(change.run.stop.person, change.run.stop.name)} asked to stop it.`,
          )
        : runningLine(change)
    case 'parked':
      return line('Parked.', waiting)
    case 'looking':
      return line('Checking: the outcome is not known yet.', `${waiting}${stopWords(change)}`)
    case null:
      return endLine(change)
  }
}

/** Says "Running step 1 of 2: Build users_lower_idx." or, on the way back, "Putting back: Drop users_lower_idx." */
const runningLine = ({ steps, journal, run }: Change): Line => {
  const begun = journal.findLast(({ kind }) => kind === 'intent' || kind === 'undo intent')
  const index = begun?.step ?? run?.progress?.step ?? 0
  const step = steps[index]
  const preempted = preemptedWords(run)
  if (step === undefined) return line('Running.', preempted)
  const back = begun?.kind === 'undo intent'
  const where = steps.length === 1 ? '' : ` step ${index + 1} of ${steps.length}`
  const doing = back ? 'Putting back' : `Running${where}`
  const title = back ? step.wayBack : step.title
  return { plain: `${doing}: ${title}.`, markdown: `${doing}: ${plain(title)}.${preempted}` }
}

const preemptedWords = (run: Change['run']): string =>
  run === null || run.preempted === null
    ? ''
    : ` Interrupted by ${code(run.preempted)}: it stops at its next safe point, and goes on after that.`

const stopWords = ({ run, plan }: Change): string =>
  run?.stop
    ? ` ${mention(run.stop.person, run.stop.name)} asked to stop it: that has to wait until its node answers, and its statement may still run there. If the node is gone for good, an approver who did not ask for it says \`run abandon ${plan.id} reason="…"\`.`
    : ''

const outcomeWords = {
  succeeded: 'Done.',
  failed: 'Failed.',
  cancelled: 'Cancelled.',
  rejected: 'Rejected.',
  expired: 'Expired.',
  outdated: 'Out of date.',
  superseded: 'Superseded.',
  reverted: 'Reverted.',
  skipped: 'Skipped.',
  missed: 'Missed.',
} as const

const endLine = (change: Change): Line => {
  const { outcome, ending, measured, undone, plan, journal } = change
  const word = outcomeWords[outcome ?? 'failed']
  const found = journal.findLast(({ kind }) => kind === 'verified')?.detail['found']
  const there = outcome === 'succeeded' && typeof found === 'string' ? ` ${plain(found)}` : ''
  const effect = `${outcome === 'succeeded' && plan.measure ? effectOf(measured) : ''}${there}`
  const why = ending === null ? '' : ` ${sentence(ending)}`
  const warned = warningWords(journal)
  return {
    plain: `${word}${effect}${warned}`,
    markdown: `*${word}*${why}${effect}${sentence(warned)}${guardWords(change) || undoneWords(undone)}`,
  }
}

const undoneWords = (undone: Change['undone']): string => {
  if (undone?.outcome === 'succeeded') return ` Undone by ${code(undone.plan)}.`
  return undone?.outcome === null ? ` ${code(undone.plan)} is open to undo it.` : ''
}

const unmeasured = {
  calls: 'it was not called since, so the effect is not measured.',
  answer: 'the cluster did not answer in time, so the effect is not measured.',
  reset: 'PostgreSQL reset or dropped its counters meanwhile, so the effect is not measured.',
} as const

/** Says "User search: 212 ms → 0.6 ms (40 calls before, 40 after)". */
const effectOf = (measured: Measured | null): string => {
  if (!measured) return ' There were no calls before to compare with.'
  const label = plain(measured.label)
  const { before, after, missing } = measured
  if (missing !== null || before === null) return ` ${label}: ${unmeasured[missing ?? 'reset']}`
  if (after === null)
    return ` Measuring ${label} (${milliseconds(before.meanMs)} before, over ${counted(before.calls, 'call')}).`
  return ` ${label}: ${milliseconds(before.meanMs)} → ${milliseconds(after.meanMs)} (${counted(before.calls, 'call')} before, ${count(after.calls)} after).`
}

const bodyOf = (change: Change) => {
  const { plan, state } = change
  const judged = state === 'pending' || reviewOpen(change)
  const figures = judged ? fields([...plan.estimates.map(estimate), ...askedFor(change)]) : []
  const advice = adviceOf(change)
  if (state === null)
    return change.steps.length > 0 && (judged || change.outcome !== 'succeeded')
      ? [...advice, ...sql(change), ...byHand(change), ...figures]
      : []
  const approvals = change.approvals
    .filter(one => one.decision === 'approve')
    .map(one => `Approved by ${mention(one.person, one.name)}`)
  const told = [
    ...plan.notes.map(note => `• ${sentence(note)}`),
    ...(change.frozen && state === 'pending'
      ? [
          `• Frozen by ${plain(change.frozen.name)}: ${plain(change.frozen.reason)}. It starts only after a thaw.`,
        ]
      : []),
    ...approvals,
  ]
  return [...progressOf(change), ...advice, ...sql(change), ...figures, ...sections(told)]
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

/** Statements come singly, because each may need a different node or role. */
const byHand = ({ left }: Change) =>
  left.flatMap(({ place, role, text }) => [
    section(
      `To put it back by hand, on ${plain(place.node)} in database ${code(place.database)}${role === null ? '' : ` as ${code(role)}`}:`,
    ),
    ...codeBlocks(`${text};`).map(section),
  ])

const estimate = ({ label, value }: Estimate): Estimate => ({
  label: escape(label),
  value: localised(plain(value)),
})

const askedFor = (change: Change): readonly Estimate[] => [
  { label: 'Risk', value: riskOf(change) },
  ...(change.plan.reason === null ? [] : [{ label: 'Reason', value: plain(change.plan.reason) }]),
]

/** PostgreSQL counts each phase from 0 to 100 %, so the figures refer to the phase. */
const progressOf = ({ run, state }: Change) => {
  if (state !== 'running' || !run?.progress) return []
  const { phase, percent, etaSeconds, blocker } = run.progress
  const eta =
    etaSeconds === null ? 'of this phase' : `about ${seconds(etaSeconds)} left in this phase`
  return sections([
    plain(phase),
    ...(percent === null ? [] : [`${bar(percent)}, ${eta}`]),
    ...(blocker ? [`Held up by ${plain(blocker.label)}.`] : []),
  ])
}
