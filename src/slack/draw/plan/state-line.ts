/** The state of a change in a sentence or two. */
import { type Change, isUndone } from '#model/change'
import { code, plain, sentence, when } from '#slack/draw/blocks/escape'
import { mention } from '#slack/draw/blocks/mention'
import { effectWords } from '#slack/draw/plan/effect-words'
import { guardWords } from '#slack/draw/plan/guard-words'
import { iconOf } from '#slack/draw/plan/state-icon'
import { warningWords } from '#slack/draw/plan/warnings'
import { milliseconds, seconds } from '#text/figures'
import { notGenuine } from '#text/not-genuine'

interface Line {
  readonly plain: string
  readonly markdown: string
}

const line = (text: string, more = ''): Line => ({ plain: text, markdown: `${text}${more}` })

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
      if (plan.approvalsNeeded === 0) return line('It needs no approval. Starting.')
      return line(
        `${change.breakGlass === null ? 'Approved' : 'Break-glass'}, queued.`,
        change.frozen === null ? ' It starts as soon as a Howdah process takes it.' : '',
      )
    case 'running':
      return runningLine(change)
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
  const back = begun?.kind === 'undo intent'
  const asked = run?.stop ? ` ${mention(run.stop.person, run.stop.name)} asked to stop it.` : ''
  const preempted = `${asked}${preemptedWords(run)}`
  if (run?.stop && !back) return line('Stopping at the next safe point.', asked)
  if (step === undefined) return line('Running.', preempted)
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
  const there = outcome === 'succeeded' && typeof found === 'string' ? found : ''
  const effect = outcome === 'succeeded' && plan.measure ? effectWords(measured) : ''
  const seen = there === '' ? '' : ` ${sentence(there)}`
  const why = ending === null ? '' : ` ${sentence(ending)}`
  const warned = warningWords(journal)
  const now = undoneBefore(change)
  const did = outcome === 'succeeded' && `${effect}${there}` === '' ? didWords(change) : ''
  return {
    plain: `${now}${word}${effect}${there === '' ? '' : ` ${plain(there)}`}${warned}`,
    markdown: `${now}*${word}*${why}${effect}${seen}${plain(did)}${sentence(warned)}${guardWords(change) || undoneWords(undone)}`,
  }
}

/** ` Drop users_id_idx took 12 ms.`: for a change without a measured effect. */
const didWords = ({ steps, journal }: Change): string => {
  const done = journal.filter(({ kind }) => kind === 'done')
  const [only] = done
  const took = done.reduce((sum, { detail }) => sum + Number(detail['seconds'] ?? 0), 0)
  const title = steps[only?.step ?? -1]?.title
  if (title === undefined) return ''
  const long = took < 10 ? milliseconds(took * 1_000) : seconds(took)
  if (done.length > 1) return ` ${done.length} steps took ${long}.`
  return ` ${title}${took > 0 ? ` took ${long}` : ''}.`
}

/** The present comes first: the words behind tell the state before the undo. */
const undoneBefore = ({ outcome, undone }: Pick<Change, 'outcome' | 'undone'>): string =>
  isUndone({ outcome, undone }) ? `Undone by ${code(undone?.plan ?? '')}. Before that: ` : ''

const undoneWords = (undone: Change['undone']): string =>
  undone?.outcome === null ? ` ${code(undone.plan)} is open to undo it.` : ''
