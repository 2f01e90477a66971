import type { StandingApproval } from '#model/standing/standing-approval'

const soonMs = 7 * 24 * 3_600_000

export const endsSoon = (
  { state, endsAt }: Pick<StandingApproval, 'state' | 'endsAt'>,
  now: Date,
): boolean => state === 'in force' && Date.parse(endsAt) - now.getTime() <= soonMs
