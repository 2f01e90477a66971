/** The database of a PgBouncer that is kept to near replicas. */
import { z } from 'zod'
import { pooledName } from '#model/actions/pool/console'
import type { ClusterConfig } from '#model/configuration'
import { otherwises, type ReadRoute } from '#model/pool/known-pooler'

// Sent to the console in single quotes, which such a path cannot end.
const files = /^\/[\w./-]*\{nodes\}[\w./-]*$/

export const readRouteSchema = z.strictObject({
  database: z.string().regex(pooledName).describe('Its database for reads'),
  files: z
    .string()
    .regex(files, 'write a whole path with {nodes}: /etc/pgbouncer/reads/{nodes}.ini')
    .describe(
      'A configuration file of it for each set of nodes, on its machine; Howdah chooses one, and writes none',
    ),
  lag_seconds: z
    .int()
    .min(2)
    .max(3_600)
    .describe('A replica further behind takes no reads; it is asked once a second'),
  lag_bytes: z.int().min(1).optional().describe('The same in bytes of WAL'),
  least: z.int().min(1).max(20).default(1).describe('How many nodes take reads in any case'),
  otherwise: z
    .enum(otherwises)
    .default('last')
    .describe(
      'Who takes reads as well where fewer replicas are near: `last`, the least far behind, or `primary`',
    ),
  settle_seconds: z
    .int()
    .min(1)
    .max(3_600)
    .default(30)
    .describe('A replica takes reads again after so long without a fault'),
})

interface Around {
  readonly nodes: ClusterConfig['nodes']
  /** Whether the inventory has a login for the console that acts. */
  readonly acts: boolean
  readonly about: (problem: string) => void
}

export const readRouteOf = (
  written: z.infer<typeof readRouteSchema>,
  { nodes, acts, about }: Around,
): ReadRoute => {
  if (!acts) about('`reads` needs `credentials.admin`')
  if (nodes.length < 2) about('`reads` needs a cluster with a replica')
  if (written.least >= nodes.length) about('`reads.least` is more than the cluster has replicas')
  // A database of PgBouncer has several hosts, and a single port.
  if (new Set(nodes.map(({ port }) => port)).size > 1)
    about('`reads` needs nodes that all have the same port')
  return {
    database: written.database,
    files: written.files,
    lagSeconds: written.lag_seconds,
    lagBytes: written.lag_bytes ?? null,
    least: written.least,
    otherwise: written.otherwise,
    settleSeconds: written.settle_seconds,
  }
}
