/** The schema of the inventory files. */
import { z } from 'zod'
import { drillsSchema } from '#config/drills'
import { blackoutSchema, windowSchema } from '#config/hours/schema'
import { patroniSchema } from '#config/patroni'
import { poolerSchema } from '#config/pools'
import { schedulesSchema } from '#config/schedules'
import { stanzaSchema } from '#model/actions/host/tools'
import { zoneName } from '#model/calendar/zone'
import { providers } from '#model/cluster'

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,40}$/, 'use lower-case letters, digits and hyphens')
const names = z.array(z.string().min(1)).default([])

/** A person or a group. */
const slackOwner = /^[UWS][A-Z0-9_]*$/

/** A person, never a group. */
const slackUser = /^([A-Z0-9_]+\/)?[UW][A-Z0-9_]*$/

/**
 * Refuses keys of later versions: accepted now, such a key would silently have no effect, or a wrong
 * effect.
 */
const planned = (...keys: readonly string[]) => ({
  error: (issue: z.core.$ZodRawIssue): string | undefined => {
    if (issue.code !== 'unrecognized_keys') return undefined
    return issue.keys
      .map(key =>
        keys.includes(key)
          ? `this version does nothing with \`${key}\` yet, leave it out`
          : `there is no key \`${key}\``,
      )
      .join('; ')
  },
})

const path = z.string().regex(/^\/[^\0]+$/, 'write the whole path: /var/lib/howdah/backup')

const node = z.strictObject(
  {
    name: name.describe('Name in chat'),
    url: z.string().describe('postgres://host:port'),
    data: path.optional().describe('Its data directory, where that lies on Howdah’s machine'),
    patroni: patroniSchema.optional().describe('The Patroni that runs this server'),
  },
  planned('host', 'ssh'),
)

// Where its WAL is it says only with wal_level = logical, and how far a reader is not at all
// (jobinau/pg_gather#9, DataDog/integrations-core#14498, ankane/distribute_reads#46).
const noAurora =
  'Aurora is not supported yet: it does not say as PostgreSQL does where its WAL is and how far its readers are, and nobody has tried Howdah there. RDS for PostgreSQL is `rds`.'

export const clusterSchema = z.strictObject(
  {
    environment: z.enum(['production', 'staging', 'sample']),
    provider: z
      .enum(providers, { error: ({ input }) => (input === 'aurora' ? noAurora : undefined) })
      .default('self-managed'),
    url: z
      .string()
      .optional()
      .describe('postgres://user:password@host:port/database, for one server'),
    nodes: z.array(node).optional(),
    databases: z
      .array(z.string().min(1))
      .optional()
      .describe('The first one is meant when none is named'),
    credentials: z
      .strictObject({
        observe: z.string().optional().describe('Looks, and acts never'),
        maintain: z
          .string()
          .optional()
          .describe('Settings, and sessions of others; `ddl` where it is left out'),
        ddl: z.string().optional().describe('Acts as the owners of tables'),
        ha: z.string().optional().describe('Promotes and follows; never another one’s login'),
        backup: z.string().optional().describe('Base backups; never another one’s login'),
        patroni: z
          .string()
          .optional()
          .describe('What Patroni’s REST API takes changes from (restapi.authentication)'),
      })
      .default({})
      .describe('Logins, each user:password'),
    tls: z.enum(['verify-full', 'off']).optional(),
    channel: z.string().optional().describe('Where its plans appear; the ops channel otherwise'),
    owner: z
      .string()
      .regex(slackOwner, 'name a Slack user (U…) or a user group (S…)')
      .optional()
      .describe('Whom its reports name; the channel of its plans otherwise'),
    naming: z.strictObject({ index: z.string() }).optional(),
    windows: z
      .array(windowSchema)
      .default([])
      .describe('When approved plans may begin and go on; at any time without one'),
    blackouts: z
      .array(blackoutSchema)
      .default([])
      .describe('When nothing begins, and the windows count as closed'),
    tags: names,
    backup: z
      .strictObject(
        {
          folder: path.optional().describe('Holds the base backups; one cluster each'),
          pgbackrest: z
            .strictObject({
              stanza: stanzaSchema.shape.stanza,
              config: stanzaSchema.shape.config.default('/etc/pgbackrest/pgbackrest.conf'),
              program: stanzaSchema.shape.program.default('/usr/bin/pgbackrest'),
              host: stanzaSchema.shape.host
                .default(null)
                .describe('Where pgBackRest runs, as ssh reaches it: postgres@db-1'),
              ssh: z
                .strictObject({
                  port: z.int().min(1).max(65_535).exactOptional(),
                  key: stanzaSchema.shape.config
                    .exactOptional()
                    .describe('The file of the private key to log in with'),
                  known_hosts: stanzaSchema.shape.config
                    .exactOptional()
                    .describe('The file with the keys of hosts'),
                })
                .optional()
                .describe('How ssh reaches the host; the defaults of Howdah’s user otherwise'),
            })
            .optional()
            .describe('A stanza of pgBackRest, in the place of `folder`'),
          archive: path
            .optional()
            .describe('Where the server archives its WAL; the folder `wal` in `folder` otherwise'),
          key: z
            .string()
            .optional()
            .describe('Encrypts what is kept: name:key, as `howdah init --new-key` prints it'),
          server: z
            .strictObject({
              howdah: path.optional().describe('The folder of Howdah, of this version'),
              node: path.optional().describe('The program `node`'),
              archive: path.optional().describe('The folder of archived WAL'),
              key: path.optional().describe('The file that holds `key`, for the server alone'),
            })
            .optional()
            .describe('What `backup enable` has the server archive by, by paths of its machine'),
          clones: z
            .strictObject({
              folder: path.describe('Holds the files of the clones'),
              programs: path.describe('The folder with `postgres`, of the same major'),
              quota: z.int().min(1).optional().describe('GB that all clones there may have'),
              in_place: z
                .boolean()
                .default(false)
                .describe(
                  'Whether `restore in-place` may stop and start the server, on this machine',
                ),
            })
            .optional()
            .describe('Where `restore point-in-time` restores to'),
        },
        planned('keep', 'every'),
      )
      .optional()
      .describe('The repository, by paths of Howdah’s machine'),
    drills: drillsSchema
      .optional()
      .describe('Restore drills: how often, and what a restored clone has to answer'),
    clone_of: name.optional().describe('The cluster that it is a copy of, for rows to come back'),
    rows_in_chat: z
      .strictObject({
        most: z.int().min(1).max(20).default(10).describe('How many rows at once'),
        hide: names.describe('Names of columns that are never shown: email'),
      })
      .optional()
      .describe('Lets `clone rows` show rows of its clones; no row is shown without'),
    pools: z
      .array(poolerSchema)
      .min(1)
      .optional()
      .describe('The PgBouncers that applications connect to'),
  },
  planned('scratch', 'pgbouncer', 'pgbackrest', 'redis', 'partitions', 'policies'),
)

/** More than a century is a slip. */
const days = (fewest: number, usual: number) => z.int().min(fewest).max(36_500).default(usual)

export const inventorySchema = z.strictObject({
  channels: z.strictObject({
    ops: z.string(),
    reports: z.string().optional(),
    audit: z.string().optional(),
  }),
  people: z.strictObject({
    operators: names.describe('May propose'),
    approvers: names.describe('May approve what others proposed'),
    team: z.string().optional().describe('Slack team of bare ids'),
    aliases: z
      .record(
        z.string().regex(/^cli\/[^\s/]+$/, 'write cli/ and the name of a login'),
        z.string().regex(slackUser, 'name one Slack user: U_OLGA or T_SHOP/U_OLGA'),
      )
      .default({})
      .describe('Who somebody on the command line is in Slack: cli/olga: U_OLGA'),
  }),
  command: z
    .string()
    .regex(/^\/[a-z][a-z0-9-]{0,30}$/)
    .default('/pg')
    .describe('The slash command'),
  policies: z
    .array(
      z.strictObject({
        environment: z.enum(['production', 'staging', 'sample']).optional(),
        risk: z.enum(['read', 'change', 'disruptive', 'irreversible']).optional(),
        playbook: z.string().optional(),
        approvers: z.int().min(1).max(5).optional(),
        expiry: z.int().min(1).max(10_080).optional().describe('Minutes'),
        ticket: z.boolean().optional(),
        reason: z.boolean().optional(),
        code: z.boolean().optional().describe('Each approver gives a one-time code'),
      }),
    )
    .default([]),
  engine: z
    .strictObject({
      tokenSeconds: z.number().min(1).max(600).default(30),
      sweepSeconds: z.number().min(0.2).max(60).default(5),
    })
    .prefault({}),
  reports: z
    .union([
      z.literal('off'),
      z.strictObject({
        at: z
          .string()
          .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write hours and minutes in quotes: "08:00"')
          .default('08:00'),
        zone: zoneName.default('UTC'),
        weekly: z
          .enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'off'])
          .default('mon')
          .describe('The day of the weekly report'),
      }),
    ])
    .prefault({})
    .describe('When the reports of each cluster are posted, or off'),
  schedules: schedulesSchema,
  blackouts: z.array(blackoutSchema).default([]).describe('Of every cluster'),
  record: z.string().optional().describe('Folder of the anchor file and the spool'),
  retention: z
    .strictObject({
      runs: days(90, 400).describe('Days that a plan is kept after its end, with run and journal'),
      slots: days(30, 400).describe('Days that a slot of a schedule is kept'),
      details: days(7, 30).describe('Days that readings of guards and checkpoints are kept'),
      reports: days(30, 100).describe('Days in which no report is posted a second time'),
      record: days(400, 1_100).describe('Days of the record that `audit prune` never removes'),
    })
    .prefault({})
    .describe('How long the control database keeps what is over'),
  clusters: z.record(name, clusterSchema),
})

export type Inventory = z.infer<typeof inventorySchema>

/** The JSON schema of the input: keys with a default may be left out. */
export const inventoryJsonSchema = (): object => z.toJSONSchema(inventorySchema, { io: 'input' })
