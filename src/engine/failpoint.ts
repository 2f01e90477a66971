/**
 * Where a test may kill or freeze this very process: every arrow between intent and outcome. The
 * names are made from the plan, so that a test can walk through all of them and none is forgotten.
 */
const crashAt = process.env['HOWDAH_CRASH_AT']
const freezeAt = process.env['HOWDAH_FREEZE_AT']

export const failpoint = (name: string): void => {
  if (name === crashAt) process.kill(process.pid, 'SIGKILL')
  if (name === freezeAt) process.kill(process.pid, 'SIGSTOP')
}

const aroundRun = ['run taken', 'looked again', 'verified', 'before end', 'after end'] as const
const aroundStep = [
  'before audit',
  'audited',
  'intent',
  'state read',
  'acted',
  'looked after',
  'done',
] as const

/** Every failpoint that a run of `steps` steps passes, in order. */
export const failpointsOf = (steps: number): readonly string[] => {
  const [taken, looked, ...ending] = aroundRun
  return [
    taken,
    looked,
    ...Array.from({ length: steps }, (_, step) => stepPoints('step', step)).flat(),
    ...ending,
  ]
}

/** Every failpoint of undoing step `step`. */
export const undoFailpointsOf = (step: number): readonly string[] => stepPoints('undo', step)

const stepPoints = (what: 'step' | 'undo', step: number): readonly string[] =>
  aroundStep.map(point => `${what} ${step} ${point}`)
