import type { SlotOutcome } from '#model/schedule/schedule'

/** The kind of an outcome that a channel should hear of, beyond the thread; null for any other. */
export const exceptionOf = (outcome: SlotOutcome): string | null => {
  switch (outcome.kind) {
    case 'answered':
      return outcome.answer.alarm === true ? 'alarm' : null
    case 'planned':
      return outcome.asks === null ? null : 'asks'
    case 'refused':
    case 'failed':
    case 'skipped':
    case 'missed':
      return outcome.kind
  }
}
