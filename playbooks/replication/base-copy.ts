/** What a replica built from a base backup may say and needs, whether it is new or built anew. */
import { z } from 'zod'
import type { CopyFacts } from '#cluster/facts/replication/rebuild'
import { type Refusal, refusal } from '#model/refusal'

const aPace = 'A whole number of MB a second, from 1 to 1024'

export const copyInput = {
  pace: z.coerce
    .number(aPace)
    .int(aPace)
    .min(1, aPace)
    .max(1_024, aPace)
    .optional()
    .describe('MB a second at most; as fast as disk and network allow when left out'),
  checkpoint: z
    .enum(['fast', 'spread'])
    .default('fast')
    .describe('fast begins at once; spread is gentle, and takes minutes before it begins'),
}

export interface CopyWish {
  readonly pace?: number | undefined
  readonly checkpoint: 'fast' | 'spread'
}

/** Of a copy as fast as disk and network allow, and of the replay afterwards. */
const daySeconds = 24 * 3_600

export const copyTerms = ({ pace, checkpoint }: CopyWish, bytes: number) => ({
  checkpoint,
  rate: pace === undefined ? null : pace * 1_024,
  // Twice what the pace takes, as the server may have grown.
  deadlineSeconds:
    pace === undefined
      ? daySeconds
      : Math.max(daySeconds, Math.ceil((2 * bytes) / (pace * 1_024 ** 2))),
})

export const loadWords = ({ pace, checkpoint }: CopyWish, from: string): string =>
  `reads all of ${from}${pace === undefined ? ', as fast as disk and network allow (`pace=` sets a limit)' : `, at most ${pace} MB a second`}; ${checkpoint === 'fast' ? 'a checkpoint first, at once' : 'a usual checkpoint first, which takes minutes'}; ${from} keeps all WAL that is written meanwhile`

export const mayNotCopy = (
  { primary: { freeSenders, freeSlots } }: Pick<CopyFacts, 'primary'>,
  { lacks }: NonNullable<CopyFacts['ha']>,
  from: string,
): Refusal | undefined => {
  if (lacks.length > 0)
    return refusal(
      'The login for ha lacks rights.',
      `Let a superuser run: ${lacks.map(one => `\`${one}\``).join(', ')}.`,
    )
  if (freeSenders < 1)
    return refusal(
      `Every walsender of ${from} is in use.`,
      'Raise `max_wal_senders`, which takes a restart, or let another base backup end first.',
      'replication status',
    )
  return freeSlots < 2
    ? refusal(
        `The copy needs two replication slots on ${from}, and ${freeSlots === 1 ? 'one is' : 'none is'} free.`,
        'Drop a slot that nobody uses, or raise `max_replication_slots`, which takes a restart.',
        'replication status',
      )
    : undefined
}
