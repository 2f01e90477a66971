/** The one message of a plan, from its Change: drawn again whenever something of it has changed. */
import type { Change, Measured } from '#engine/change'
import type { Estimate } from '#engine/playbook'
import { count, counted, milliseconds, seconds } from '#engine/spoken'
import {
  actions,
  type ButtonLook,
  bar,
  button,
  context,
  type Drawn,
  fields,
  section,
} from '#slack/blocks'
import { code, codeBlock, escape, plain, sentence, when } from '#slack/escape'

/** Which buttons this rendering has; each gets a random id of its own. */
export const verbsOf = (change: Change): readonly string[] => {
  if (change.state === 'pending') return ['approve', 'reject', 'withdraw']
  if (change.state !== null)
    return change.run?.stop ? [] : change.run?.progress?.blocker ? ['stop', 'command'] : ['stop']
  if (change.undoable) return ['undo']
  return ['expired', 'outdated', 'failed', 'cancelled'].includes(change.outcome ?? '')
    ? ['again']
    : []
}

/** Changes when the buttons mean something else, so that a stale one is known as such. */
export const renderingOf = (change: Change): string =>
  change.state === null ? `ended ${change.outcome ?? ''}` : change.state

export const drawChange = (change: Change, ids: ReadonlyMap<string, string>): Drawn => {
  const { plan } = change
  const state = stateLine(change)
  const looks = buttonsOf(change, ids)
  return {
    // The words of a notification are parsed like any others.
    text: escape(
      `${state.plain} ${plan.headline} (${plan.cluster}, ${plan.risk}, asked by ${plan.requesterName})`,
    ),
    blocks: [
      section(`*${plain(plan.headline)}*\n${state.markdown}`),
      ...bodyOf(change),
      ...actions(looks.map(button)),
      context(
        [
          `${code(plan.id)} on *${plain(plan.cluster)}* (${plan.environment}), database ${code(plan.database)}`,
          `fingerprint ${code(plan.fingerprint.slice(0, 8))}`,
          `asked by ${mention(plan.requester, plan.requesterName)}`,
          ...(plan.ticket === null ? [] : [`ticket ${plain(plan.ticket)}`]),
        ].join(' · '),
      ),
    ],
  }
}

/** A person by id, so that Slack shows the name it knows; a login may be called anything. */
export const mention = (person: string, name: string): string => {
  if (person.startsWith('cli/')) return `${plain(name)} (command line)`
  const id = person.slice(person.indexOf('/') + 1)
  return /^[UW][A-Z0-9_]+$/.test(id) ? `<@${id}>` : plain(name)
}

interface Line {
  readonly plain: string
  readonly markdown: string
}

const line = (text: string, more = ''): Line => ({ plain: text, markdown: `${text}${more}` })

const stateLine = (change: Change): Line => {
  const { plan, state } = change
  const given = change.approvals.filter(one => one.decision === 'approve').length
  switch (state) {
    case 'pending':
      return line(
        `Waiting for approval (${given} of ${plan.approvalsNeeded}).`,
        ` Expires ${when(plan.expiresAt)}.`,
      )
    case 'queued': {
      const behind = change.run?.waitingFor
      return behind
        ? line('Queued.', ` It waits for ${plain(behind)}.`)
        : line('Approved, starting.')
    }
    case 'running':
      return line(change.run?.stop ? 'Stopping at the next safe point.' : 'Running.')
    case 'parked':
      return line(
        'Parked.',
        change.run?.waitingFor ? ` It waits for ${plain(change.run.waitingFor)}.` : '',
      )
    case 'looking':
      return line(
        'Looking into it: the outcome is not known yet.',
        change.run?.waitingFor ? ` It waits for ${plain(change.run.waitingFor)}.` : '',
      )
    case null:
      return endLine(change)
  }
}

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

const endLine = ({ outcome, ending, measured, undone, plan }: Change): Line => {
  const word = outcomeWords[outcome ?? 'failed']
  const effect = outcome === 'succeeded' && plan.measure ? effectOf(measured) : ''
  const why = ending === null ? '' : ` ${sentence(ending)}`
  return { plain: `${word}${effect}`, markdown: `*${word}*${why}${effect}${undoneWords(undone)}` }
}

const undoneWords = (undone: Change['undone']): string => {
  if (undone?.outcome === 'succeeded') return ` Taken back by ${code(undone.plan)}.`
  return undone?.outcome === null ? ` ${code(undone.plan)} would take it back.` : ''
}

/** "User search: 212 ms → 0.6 ms (40 calls before, 40 after)". */
const effectOf = (measured: Measured | null): string => {
  if (!measured) return ' There were no calls before to compare with.'
  const label = plain(measured.label)
  const { before, after } = measured
  if (after === null) {
    return measured.complete
      ? ` ${label}: nobody called it since, so the effect is not measured.`
      : ` Measuring ${label} (${milliseconds(before.meanMs)} before).`
  }
  return ` ${label}: ${milliseconds(before.meanMs)} → ${milliseconds(after.meanMs)} (${counted(before.calls, 'call')} before, ${count(after.calls)} after).`
}

const bodyOf = (change: Change) => {
  const { plan, state } = change
  if (state === null)
    return plan.steps.length > 0 && change.outcome !== 'succeeded' ? [sql(change)] : []
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
  return [
    ...progressOf(change),
    sql(change),
    ...(state === 'pending' ? fields([...plan.estimates.map(estimate), ...askedFor(change)]) : []),
    ...(told.length > 0 ? [section(told.join('\n'))] : []),
  ]
}

const sql = ({ plan }: Change) =>
  section(codeBlock(plan.steps.map(({ action }) => `${action.statement};`).join('\n')))

const estimate = ({ label, value }: Estimate): Estimate => ({
  label: escape(label),
  value: plain(value),
})

const askedFor = ({ plan }: Change): readonly Estimate[] => [
  { label: 'Risk', value: plan.risk },
  ...(plan.reason === null ? [] : [{ label: 'Reason', value: plain(plan.reason) }]),
]

const progressOf = ({ run, plan, state }: Change) => {
  if (state !== 'running' || !run?.progress) return []
  const { step, phase, percent, etaSeconds, blocker } = run.progress
  const where = plan.steps.length > 1 ? `Step ${step + 1} of ${plan.steps.length}, ` : ''
  const eta = etaSeconds === null ? '' : `, about ${seconds(etaSeconds)} left`
  const held = blocker ? `\nHeld up by ${plain(blocker.label)}.` : ''
  return [
    section(`${percent === null ? '' : `${bar(percent)}\n`}${where}${plain(phase)}${eta}${held}`),
  ]
}

const buttonsOf = (change: Change, ids: ReadonlyMap<string, string>): readonly ButtonLook[] =>
  verbsOf(change).flatMap(verb => {
    const id = ids.get(verb)
    const look = id === undefined ? undefined : lookOf(change, verb)
    return id !== undefined && look ? [{ action: verb, id, ...look }] : []
  })

const lookOf = ({ plan }: Change, verb: string): Omit<ButtonLook, 'action' | 'id'> | undefined => {
  const what = plan.steps[0]?.effects[0]
  switch (verb) {
    case 'approve':
      return { label: `Approve ${verbLabel(what?.change)}`, style: 'primary' }
    case 'reject':
      return { label: 'Reject' }
    case 'withdraw':
      return { label: 'Withdraw' }
    case 'stop':
      return {
        label: 'Stop',
        style: 'danger',
        confirm: {
          title: 'Stop this run?',
          text: 'It stops at its next safe point and puts back what it can. That may take as long as a build. A session that was ended stays ended.',
          yes: 'Stop',
          no: 'Let It Run',
        },
      }
    case 'undo':
      return { label: 'Undo' }
    case 'again':
      return { label: 'Plan Again' }
    case 'command':
      return { label: 'Cancel Blocking Session' }
    default:
      return undefined
  }
}

const verbLabel = (change: string | undefined): string => {
  const words: Readonly<Record<string, string>> = {
    create: 'Build',
    drop: 'Drop',
    rebuild: 'Rebuild',
    cancel: 'Cancel',
    terminate: 'Terminate',
  }
  return words[change ?? ''] ?? 'Change'
}
