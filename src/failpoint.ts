import { readFileSync, unlinkSync } from 'node:fs'

/**
 * Points where a test may kill or freeze this process: every arrow between intent and outcome. The names
 * are made from the plan, so that a test can walk through all of them and miss none. The file names a
 * point, as `kill step 0 intent`; of many processes, the first to reach the point is hit.
 */
const file = process.env['HOWDAH_FAILPOINT_FILE']

const signals: Readonly<Record<string, NodeJS.Signals>> = { kill: 'SIGKILL', freeze: 'SIGSTOP' }

export const failpoint = (name: string): void => {
  if (file === undefined) return
  try {
    const [how = '', ...words] = readFileSync(file, 'utf8').trim().split(' ')
    if (words.join(' ') !== name) return
    unlinkSync(file)
    process.kill(process.pid, signals[how] ?? 'SIGKILL')
  } catch {
    // No file, or another process was first: go on.
  }
}

const aroundRun = [
  'run taken',
  'looked again',
  'fenced',
  'verified',
  'before end',
  'after end',
] as const
const aroundStep = [
  'state read',
  'before intent',
  'intent',
  'checked',
  'acted',
  'looked after',
  'done',
] as const

/** Around each piece of an action in pieces: before its checkpoint is kept, before it commits, and after that. */
const aroundPiece = ['before checkpoint', 'checkpoint', 'committed'] as const

/** A failpoint of an action in pieces. */
export type PiecePoint = (typeof aroundPiece)[number]

/** Every failpoint of the pieces of step `step`, or of the way back. */
export const pieceFailpointsOf = (what: 'step' | 'undo', step: number): readonly string[] =>
  aroundPiece.map(point => `${what} ${step} ${point}`)

/** A failpoint around a step or its way back. */
export type StepPoint = (typeof aroundStep)[number]

/** Every failpoint that a run of `steps` steps passes, in order. */
export const failpointsOf = (steps: number): readonly string[] => {
  const [taken, looked, fenced, ...ending] = aroundRun
  return [
    taken,
    looked,
    fenced,
    ...Array.from({ length: steps }, (_, step) => stepPoints('step', step)).flat(),
    ...ending,
  ]
}

/** Every failpoint before and after a run: from a request to its plan's message, from a yes to the run. */
export const failpointsAround = [
  'plan kept',
  'parent message claimed',
  'parent message posted',
  'parent message noted',
  'decided',
  'parent message edited',
] as const

/** Every failpoint of undoing step `step`. */
export const undoFailpointsOf = (step: number): readonly string[] => stepPoints('undo', step)

const stepPoints = (what: 'step' | 'undo', step: number): readonly string[] =>
  aroundStep.map(point => `${what} ${step} ${point}`)
