/** The words of Patroni's REST API, in the dialects of 3 and 4. */
import { z } from 'zod'

/** `master` is the word for the primary before 4; `leader` is the one of /cluster. */
export type PatroniRole = 'primary' | 'replica' | 'standby leader' | 'other'

const roles: Readonly<Record<string, PatroniRole>> = {
  master: 'primary',
  primary: 'primary',
  leader: 'primary',
  replica: 'replica',
  sync_standby: 'replica',
  quorum_standby: 'replica',
  standby_leader: 'standby leader',
}

const short = z.string().max(200)

const role = short.transform((word): PatroniRole => roles[word] ?? 'other')

/** GET /patroni. */
export const nodeWords = z.object({
  state: short,
  role,
  timeline: z.int().nullish(),
  pause: z.boolean().default(false),
  pending_restart: z.boolean().default(false),
  database_system_identifier: short.nullish(),
  patroni: z.object({ version: short, scope: short }),
})

/** An object in Patroni; `nofailover` may be any YAML. */
const tags = z.record(short, z.unknown()).default({})

/** GET /cluster; `lag` is "unknown" for a member that does not say. */
export const clusterWords = z.object({
  members: z
    .array(
      z.object({
        name: short,
        role: short,
        state: short,
        lag: z.union([z.number(), short.transform(() => null)]).nullish(),
        tags,
      }),
    )
    .max(200),
})

/** GET /config: without a value Patroni's own default counts, as of its manual. */
export const configWords = z.object({
  loop_wait: z.int().min(1).max(300).catch(10),
  postgresql: z.object({ parameters: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  maximum_lag_on_failover: z.number().default(1_048_576),
  synchronous_mode: z.unknown().optional(),
})

export const roleOf = (word: string): PatroniRole => roles[word] ?? 'other'
