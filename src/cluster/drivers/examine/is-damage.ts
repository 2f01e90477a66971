import { sqlstateOf } from '#cluster/clients/postgres/connection'
import { Failure } from '#src/errors'

/** data_corrupted and index_corrupted (manual, Appendix A). */
const codes: readonly (string | null)[] = ['XX001', 'XX002']

export const isDamage = (error: unknown): error is Error =>
  error instanceof Failure
    ? codes.includes(error.code.replace(/^sql\./, ''))
    : codes.includes(sqlstateOf(error))
