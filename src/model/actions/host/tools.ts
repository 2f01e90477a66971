/**
 * Every tool that Howdah may run on a machine, as a list of arguments. No further tool is run there; each value has a
 * pattern, and no shell reads a value.
 */
import { z } from 'zod'

/** `20261130-101112F`, and with `_20261130-111213I` or `D` behind for a backup on top of an older backup. */
export const backupLabel = /^\d{8}-\d{6}F(?:_\d{8}-\d{6}[DI])?$/

/** `full-3` of a repository of files, or such a label. */
export const anyBackup = new RegExp(`^full-[1-9][0-9]{0,8}$|${backupLabel.source}`)

/** A backup holds all files, the changes since the last full backup, or the changes since the last backup of any type. */
export const backupTypes = ['full', 'diff', 'incr'] as const

/** Where pgBackRest writes what a backup holds: twice the same. */
export const manifestFiles = ['backup.manifest', 'backup.manifest.copy'] as const

const path = z.string().regex(/^\/[\w./@+:,-]{1,400}$/)
const label = z.string().regex(backupLabel)

export const stanzaSchema = z.strictObject({
  stanza: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/),
  config: path,
  program: path,
  host: z
    .string()
    .regex(/^(?:[a-z_][a-z0-9_-]{0,31}@)?[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/)
    .nullable(),
  ssh: z
    .strictObject({
      port: z.int().min(1).max(65_535).exactOptional(),
      key: path.exactOptional(),
      knownHosts: path.exactOptional(),
    })
    .exactOptional(),
})

type Stanza = Readonly<z.infer<typeof stanzaSchema>>

export const toolSchema = z.discriminatedUnion('tool', [
  z.strictObject({ tool: z.literal('stanza-create') }),
  z.strictObject({
    tool: z.literal('backup'),
    type: z.enum(backupTypes),
    checkpoint: z.enum(['fast', 'spread']),
    run: z.string().regex(/^r-[a-z0-9-]{1,40}$/),
  }),
  z.strictObject({ tool: z.literal('verify') }),
  z.strictObject({ tool: z.literal('expire'), backup: label }),
  z.strictObject({ tool: z.literal('info') }),
  z.strictObject({ tool: z.literal('wal') }),
  z.strictObject({ tool: z.literal('files'), backup: label }),
  z.strictObject({ tool: z.literal('manifest'), backup: label, file: z.enum(manifestFiles) }),
  z.strictObject({
    tool: z.literal('archive-get'),
    /** A data folder of the database system; null for the folder in the configuration. */
    data: path.nullable(),
    file: z.string().regex(/^[0-9A-F]{8}[0-9A-Fa-z.]{0,40}$/),
    to: path,
  }),
  z.strictObject({ tool: z.literal('restore'), backup: label, data: path, tablespaces: path }),
])

export type Tool = z.infer<typeof toolSchema>

/** The tools that only read the repository. */
export type ReadingTool = Extract<Tool, { tool: 'info' | 'wal' | 'files' | 'manifest' }>

/** The program and the arguments. */
export const wordsOfTool = (
  { stanza, config, program }: Pick<Stanza, 'stanza' | 'config' | 'program'>,
  tool: Tool,
): readonly string[] => [
  program,
  `--config=${config}`,
  `--stanza=${stanza}`,
  '--log-level-stderr=off',
  ...argumentsOf(stanza, tool),
]

/** The name of the annotation by which a backup names the run. */
export const runAnnotation = 'howdah-run'

const json = ['--log-level-console=off', '--output=json'] as const

const argumentsOf = (stanza: string, tool: Tool): readonly string[] => {
  switch (tool.tool) {
    case 'stanza-create':
      return ['--log-level-console=info', 'stanza-create']
    case 'backup':
      return [
        '--log-level-console=info',
        `--type=${tool.type}`,
        tool.checkpoint === 'fast' ? '--start-fast' : '--no-start-fast',
        '--no-resume',
        // A plan of its own removes old backups.
        '--no-expire-auto',
        `--annotation=${runAnnotation}=${tool.run}`,
        'backup',
      ]
    case 'verify':
      return ['--log-level-console=warn', '--output=text', '--verbose', 'verify']
    case 'expire':
      return ['--log-level-console=info', `--set=${tool.backup}`, 'expire']
    case 'info':
      return [...json, 'info']
    case 'wal':
      return [...json, '--recurse', 'repo-ls', `archive/${stanza}`]
    case 'files':
      return [...json, '--recurse', 'repo-ls', `backup/${stanza}/${tool.backup}`]
    case 'manifest':
      return ['--log-level-console=off', 'repo-get', `backup/${stanza}/${tool.backup}/${tool.file}`]
    case 'archive-get':
      return [
        '--log-level-console=warn',
        ...(tool.data === null ? [] : [`--pg1-path=${tool.data}`]),
        '--no-archive-async',
        'archive-get',
        tool.file,
        tool.to,
      ]
    case 'restore':
      return [
        '--log-level-console=info',
        `--set=${tool.backup}`,
        `--pg1-path=${tool.data}`,
        `--tablespace-map-all=${tool.tablespaces}`,
        '--archive-mode=off',
        '--type=none',
        'restore',
      ]
  }
}

/** The tool in words, for people. */
export const shownTool = (stanza: Stanza, tool: Tool): string =>
  `-- on ${machineWords(stanza)}: ${wordsOfTool(stanza, tool).join(' ')}`

export const machineWords = ({ host, ssh }: Pick<Stanza, 'host' | 'ssh'>): string =>
  host === null ? 'Howdah’s machine' : `${host}${ssh?.port === undefined ? '' : `:${ssh.port}`}`
