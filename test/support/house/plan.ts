/** The plan of the house as data: permitted imports, the place of each package, the size of a folder. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { House } from '#test/support/house/import-rules'

const root = join(import.meta.dirname, '../../..')
const pack = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly imports: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}

/** Open to every import. */
const ground = [
  'src/model',
  'src/text',
  'src/errors',
  'src/in-time',
  'src/start-each',
  'src/failpoint',
  'src/loopback',
  'src/session-settings',
  'src/bounded-server',
  'src/vault',
]
/** Parts that look at a cluster and judge, and cannot act. */
const looks = ['src/cluster/facts', 'src/cluster/sql', 'src/checks', ...ground]

export const house: House = {
  aliases: pack.imports,
  parts: {
    'src/main': 'everything',
    'src/cli': 'everything',
    commands: ['playbooks', ...looks],
    playbooks: looks,
    'src/slack': ['src/slack/draw', 'src/slack/receive', 'src/slack/send', ...ground],
    'src/slack/receive': ['src/slack/draw', 'src/slack/send', ...ground],
    'src/slack/send': ['src/slack/draw', ...ground],
    'src/slack/draw': ['src/model', 'src/text'],
    'src/terminal': ground,
    'src/schedule': ['src/store', ...ground],
    'src/monitor': ['types of src/cluster', 'src/cluster/facts', 'src/cluster/sql', ...ground],
    'src/report': [
      'types of src/cluster',
      'src/checks',
      'src/schedule',
      'src/store',
      'src/audit',
      ...ground,
    ],
    'src/engine': [
      'src/audit',
      'src/store',
      'types of src/cluster',
      'types of src/cluster/drivers',
      'types of src/cluster/facts',
      ...ground,
    ],
    'src/audit': ['src/store', 'src/signing', ...ground],
    'src/checks': ['types of src/cluster', 'src/cluster/facts', ...ground],
    'src/cluster': [
      'src/cluster/clients',
      'src/cluster/drivers',
      'src/cluster/facts',
      'src/cluster/sql',
      ...ground,
    ],
    'src/cluster/clients': ground,
    'src/cluster/drivers': ['src/cluster/clients', 'src/cluster/facts', ...ground],
    'src/cluster/facts': ['src/cluster/sql', ...ground],
    'src/cluster/sql': ground,
    'src/store': ['src/signing', ...ground],
    'src/signing': ground,
    'src/cache': ground,
    'src/local': ['src/local/slack', 'src/signing', ...ground],
    'src/local/slack': [],
    'src/config': ['src/signing', ...ground],
    'src/model': [],
    'src/text': [],
    'src/errors': [],
    'src/in-time': [],
    'src/start-each': [],
    'src/failpoint': [],
    'src/loopback': [],
    'src/session-settings': [],
    'src/bounded-server': [],
    'src/vault': ['src/model'],
    test: 'everything',
    bench: 'everything',
    scripts: 'everything',
    'vitest.config': 'everything',
  },
  packages: {
    // The manifest's generator takes the type of a manifest.
    '@slack/*': [
      'src/slack',
      'src/slack/draw',
      'src/slack/receive',
      'src/slack/send',
      'src/local',
      'src/local/slack',
      'scripts',
    ],
    agenda: ['src/schedule'],
    '@agendajs/*': ['src/schedule'],
    mongodb: ['src/schedule'],
    pg: [
      'src/cluster',
      'src/cluster/clients',
      'src/cluster/drivers',
      'src/store',
      'src/cache',
      'src/local',
    ],
    'pg-copy-streams': ['src/cluster/drivers'],
    ioredis: ['src/cluster', 'src/cache'],
    'libpg-query': ['src/cluster/sql'],
    echarts: ['src/report'],
    '@resvg/*': ['src/report'],
    'dejavu-fonts-ttf': ['src/report'],
  },
  apart: ['commands', 'playbooks'],
  tabled: ['commands', 'playbooks'],
  alone: ['src/audit/verify-cli.ts', 'src/audit/verify-chain.ts'],
  shipped: [...Object.keys(pack.dependencies), ...Object.keys(pack.optionalDependencies)],
}
