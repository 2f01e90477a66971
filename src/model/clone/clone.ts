/** What Howdah keeps of a clone beside the clone's own files. */
import { z } from 'zod'

export const cloneBody = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('made'),
    /** Name of the cluster whose clone the row tells of. */
    source: z.string(),
    plan: z.string(),
    run: z.string(),
    /** The requester. */
    owner: z.string(),
    /** The folder of the clones. */
    place: z.string(),
    endsAt: z.iso.datetime(),
    /** When the coming end was told in the channel; null before. */
    warnedAt: z.iso.datetime().nullable(),
  }),
  z.strictObject({
    kind: z.literal('ended'),
    /** The ending run; null where the files were gone. */
    run: z.string().nullable(),
  }),
])

export type CloneBody = z.infer<typeof cloneBody>

/** A clone without an end. */
export type LiveClone = Extract<CloneBody, { kind: 'made' }> & { readonly name: string }
