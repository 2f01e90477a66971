/** The PgBouncers of a cluster in the inventory. */
import { z } from 'zod'
import { credentialOf } from '#config/credential'
import { readRouteOf, readRouteSchema } from '#config/read-route'
import { pooledName } from '#model/actions/pool/console'
import type { ClusterConfig, PoolerConfig } from '#model/configuration'
import { isLoopback } from '#src/loopback'

export const poolerSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,40}$/, 'use lower-case letters, digits and hyphens')
    .describe('Name in chat'),
  url: z.string().describe('The address of the admin console: postgres://host:6432'),
  credentials: z
    .strictObject({
      observe: z.string().describe('In `stats_users` of PgBouncer'),
      admin: z.string().optional().describe('In `admin_users`: pauses and resumes'),
    })
    .describe('Logins of PgBouncer, each user:password'),
  databases: z
    .array(z.string().regex(pooledName))
    .min(1)
    .optional()
    .describe('Its databases of this cluster; otherwise those that lead to one of the nodes'),
  config: z
    .string()
    .regex(/^\//, 'write a whole path')
    .optional()
    .describe(
      'Its configuration file, on Howdah’s machine: there a switchover leads databases to the new primary, and a pool gets another size',
    ),
  reads: readRouteSchema
    .optional()
    .describe(
      'A database for reads that Howdah keeps to near replicas; nothing is touched without',
    ),
})

type Written = z.infer<typeof poolerSchema>

export const poolersOf = (
  written: readonly Written[],
  { tls, nodes }: Pick<ClusterConfig, 'tls' | 'nodes'>,
  say: (problem: string) => void,
): readonly PoolerConfig[] => {
  if (new Set(written.map(({ name }) => name)).size < written.length) say('two pools have one name')
  return written.flatMap(({ name, url: text, credentials, databases, config, reads }) => {
    const about = (problem: string) => say(`pool ${name}: ${problem}`)
    const url = URL.canParse(text) ? new URL(text) : undefined
    const observe = credentialOf(credentials.observe, about)
    const admin = credentialOf(credentials.admin, about) ?? null
    if (
      !url ||
      !/^postgres(ql)?:$/.test(url.protocol) ||
      url.hostname === '' ||
      url.username !== ''
    )
      // The text may hold a password and is never repeated.
      about('its URL is not of the form postgres://host:port, with no login in it')
    if (!url || !observe) return []
    const at = { host: url.hostname, port: Number(url.port || 6432) }
    if (tls === 'off' && !isLoopback(at))
      about('it is on another machine, and `tls` of the cluster is off')
    if (reads && config !== undefined)
      about(
        '`reads` and `config` do not go together: a RELOAD reads the file that was chosen for reads last. Take the database for reads from another PgBouncer',
      )
    const route = reads && readRouteOf(reads, { nodes, acts: admin !== null, about })
    return [
      {
        name,
        ...at,
        databases: databases ?? null,
        config: config ?? null,
        observe,
        admin,
        ...(route ? { reads: route } : {}),
      },
    ]
  })
}
