/** The shape of the inventory files: what a person writes. */
import { z } from 'zod'
import { providers } from '#cluster/view'

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,40}$/, 'use lower-case letters, digits and hyphens')
const names = z.array(z.string().min(1)).default([])

/** One person, never a group. */
const slackUser = /^([A-Z0-9_]+\/)?[UW][A-Z0-9_]*$/

const node = z.strictObject({
  name: name.describe('Name in chat'),
  url: z.string().describe('postgres://host:port'),
})

export const clusterSchema = z.strictObject({
  environment: z.enum(['production', 'staging', 'sample']),
  provider: z.enum(providers).default('self-managed'),
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
      observe: z.string().optional(),
      ddl: z.string().optional(),
      maintain: z.string().optional(),
      ha: z.string().optional(),
    })
    .default({})
    .describe('user:password for each kind of work; without an acting one it is observed only'),
  tls: z.enum(['verify-full', 'off']).optional(),
  channel: z.string().optional().describe('Where its plans appear; the ops channel otherwise'),
  naming: z.strictObject({ index: z.string() }).optional(),
  tags: names,
})

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
        approvers: z.int().min(1).max(5).default(1),
        expiry: z.int().min(1).max(10_080).default(60).describe('Minutes'),
        ticket: z.boolean().default(false),
      }),
    )
    .default([]),
  engine: z
    .strictObject({
      tokenSeconds: z.number().min(1).max(600).default(30),
      sweepSeconds: z.number().min(0.2).max(60).default(5),
    })
    .prefault({}),
  record: z.string().optional().describe('Folder of the anchor file and the spool'),
  clusters: z.record(name, clusterSchema),
})

export type Inventory = z.infer<typeof inventorySchema>
