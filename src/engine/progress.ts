/** Keeps a run's progress for its message while a step is under way. Never the truth. */
import type { SqlAction } from '#cluster/action'
import type { Progress } from '#engine/change'
import type { Running } from '#engine/running'
import { setProgress } from '#store/runs'

const everyMs = 1_000

/** Enough seen to say how long it still takes. */
const measured = { percent: 5, seconds: 4 } as const

export interface Watching {
  /** Reads once, for an orphan that was adopted. */
  look(pid: number): Promise<void>
  /** Looks every second until stopped. */
  start(pid: number): () => Promise<void>
}

export const watchProgress = (running: Running, step: number, action: SqlAction): Watching => {
  let first: { readonly percent: number; readonly at: number; readonly phase: string } | undefined
  const look = async (pid: number): Promise<void> => {
    if (action.progress === null) return
    const facts = await running.cluster
      .progress(action.node, action.database, pid)
      .catch(() => undefined)
    if (!facts) return
    const { phase, percent } = facts
    const blocker = facts.blocker && {
      label: facts.blocker.label,
      command: cancelling(running, action, facts.blocker),
    }
    if (first?.phase !== phase)
      first = percent === null ? undefined : { percent, at: performance.now(), phase }
    const etaSeconds = percent === null || !first ? null : remaining(first, percent)
    const progress: Progress = {
      step,
      phase,
      percent,
      blocker,
      etaSeconds,
      at: new Date().toISOString(),
    }
    await setProgress(running.parts.store, running.run, running.lease.token, progress).catch(
      () => {},
    )
  }
  const start = (pid: number): (() => Promise<void>) => {
    let looking = Promise.resolve()
    const timer = setInterval(() => {
      looking = looking.then(() => look(pid))
    }, everyMs)
    return async () => {
      clearInterval(timer)
      await looking
    }
  }
  return { look, start }
}

/** The whole command, so that the button means this very session and not a later one with its pid. */
const cancelling = (
  { plan }: Running,
  action: SqlAction,
  { pid, backendStart }: { readonly pid: number; readonly backendStart: string },
): string =>
  `session cancel ${pid} node=${action.node} started="${backendStart}" cluster=${plan.cluster} reason="It holds up ${plan.id}"`

const remaining = (
  first: { readonly percent: number; readonly at: number },
  percent: number,
): number | null => {
  const seconds = (performance.now() - first.at) / 1_000
  const gained = percent - first.percent
  if (gained < measured.percent || seconds < measured.seconds) return null
  return Math.round(((100 - percent) / gained) * seconds)
}
