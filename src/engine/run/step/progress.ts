/** Keeps a run's progress for the message while a step is under way. Progress decides nothing. */
import type { Running } from '#engine/run/held/run'
import { type Action, kindOf } from '#model/action'
import type { Hand, StepProgress, Stray } from '#model/actions/driver'
import type { Progress } from '#model/change'
import { setProgress } from '#store/runs'
import { writeCommand } from '#text/write-command'

const everyMs = 1_000
const newsEveryMs = 15_000
/** A new revision edits the message: seconds left are rounded to steps. */
const etaStep = 5

/** Enough progress to estimate the remaining time. */
const measured = { percent: 5, seconds: 4 } as const

export interface Watching {
  /** Reads once, for a stray that was adopted. */
  readonly look: (hand: Hand, stray?: Stray) => Promise<void>
  /** Looks every second as long as the work lasts. */
  during<Done>(hand: Hand, work: () => Promise<Done>): Promise<Done>
  /** As it was seen last; undefined where PostgreSQL shows no progress. */
  reached(): Pick<StepProgress, 'phase' | 'percent'> | undefined
}

export const watchProgress = (running: Running, step: number, action: Action): Watching => {
  let first: { readonly percent: number; readonly at: number; readonly phase: string } | undefined
  /** The label contains seconds of idleness: a new second is no news. */
  let held: (NonNullable<Progress['blocker']> & { readonly seen: number }) | undefined
  const known = (found: NonNullable<Progress['blocker']>): NonNullable<Progress['blocker']> => {
    if (held?.command !== found.command || performance.now() - held.seen > newsEveryMs)
      held = { ...found, seen: performance.now() }
    const { label, way, command } = held
    return { label, way, command }
  }
  let told = false
  let reached: ReturnType<Watching['reached']>
  const tell = (progress: Progress | null) =>
    setProgress(running.parts.store, running.run, running.lease.token, progress).catch(() => {})
  const look = async (hand: Hand, stray?: Stray): Promise<void> => {
    const facts = await hand.progress(stray).catch(() => undefined)
    if (!facts) {
      // The blocking session has let go.
      if (told) await tell(null)
      told = false
      return
    }
    const { phase, percent } = facts
    reached = { phase, percent }
    const blocker = facts.blocker && known(blockerOf(running, action, facts.blocker))
    if (first?.phase !== phase)
      first = percent === null ? undefined : { percent, at: performance.now(), phase }
    const etaSeconds = percent === null || !first ? null : remaining(first, percent)
    await tell({ step, phase, percent, blocker, etaSeconds })
    told = true
  }
  const during = async <Done>(hand: Hand, work: () => Promise<Done>): Promise<Done> => {
    let looking: Promise<void> | undefined
    // A slow look is followed by one look, not by all that were missed.
    const timer = setInterval(() => {
      looking ??= look(hand).finally(() => {
        looking = undefined
      })
    }, everyMs)
    try {
      return await work()
    } finally {
      clearInterval(timer)
      await looking
    }
  }
  return { look, during, reached: () => reached }
}

/**
 * The whole command, so that the button means this very session and not a later session with the same pid.
 */
const blockerOf = (
  { plan }: Running,
  action: Action,
  { pid, backendStart, way, label }: NonNullable<StepProgress['blocker']>,
): NonNullable<Progress['blocker']> => ({
  label,
  way,
  command: writeCommand(`session ${way} ${pid}`, {
    node: kindOf(action).place(action).node,
    started: backendStart,
    cluster: plan.cluster,
    reason: `It holds up ${plan.id}`,
  }),
})

const remaining = (
  first: { readonly percent: number; readonly at: number },
  percent: number,
): number | null => {
  const seconds = (performance.now() - first.at) / 1_000
  const gained = percent - first.percent
  if (gained < measured.percent || seconds < measured.seconds) return null
  return Math.ceil((((100 - percent) / gained) * seconds) / etaStep) * etaStep
}
