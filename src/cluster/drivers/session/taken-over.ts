import { Failure } from '#src/errors'

/** The outcome of an action whose token another process has by now. */
export const takenOver = (cause?: unknown): Failure =>
  new Failure('run.unknown', 'Another process goes on with it.', 'Look there.', {
    unknown: true,
    ...(cause === undefined ? {} : { cause }),
  })
