/** An undo acts as the owner of the time when the change was planned. */
import { type Refusal, refusal } from '#model/refusal'

export const otherOwner = (
  role: string | null,
  owner: string,
  table: string,
): Refusal | undefined =>
  role === null || role === owner
    ? undefined
    : refusal(
        `${table} belongs to ${owner} by now, and the undo would act as ${role}.`,
        'Plan the opposite change: that is made for the present owner.',
      )
