/**
 * Runs a list of words on Howdah's machine, or on a machine that ssh reaches. No shell reads the words here; ssh hands a
 * line to the shell over there, so each word is quoted. Time and output are bounded.
 */
import { execFile } from 'node:child_process'
import { ownerOf } from '#cluster/clients/host/owner-of'
import type { SshConfig, StanzaConfig } from '#model/cluster'
import { Failure } from '#src/errors'

export interface ProgramAnswer {
  /** The exit code; null where a signal, the time limit or the limit of output ended the program. */
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface RunBounds {
  readonly seconds: number
  readonly bytes: number
  /** Kills the program. */
  readonly stop?: AbortSignal
}

/** ssh ends with that where there is no connection. */
const noConnection = 255

/** Throws a Failure where the machine is not reached. */
export const runOn = async (
  { host, config, ssh }: Pick<StanzaConfig, 'host' | 'config' | 'ssh'>,
  words: readonly string[],
  { seconds, bytes, stop }: RunBounds,
): Promise<ProgramAnswer> => {
  const [program = '', ...more] =
    host === null
      ? words
      : ['ssh', ...strictly, ...reaching(ssh), '--', host, words.map(quoted).join(' ')]
  const owner = host === null ? await ownerOf(config) : {}
  const said = await new Promise<ProgramAnswer>((resolve, reject) => {
    execFile(
      program,
      more,
      {
        cwd: '/',
        env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
        timeout: seconds * 1_000,
        killSignal: 'SIGKILL',
        maxBuffer: bytes,
        encoding: 'utf8',
        ...(stop ? { signal: stop } : {}),
        ...owner,
      },
      (error, out, err) => {
        if (error === null) resolve({ code: 0, out, err })
        else if (typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code))
          reject(cannotRun(program, error))
        else resolve({ code: typeof error.code === 'number' ? error.code : null, out, err })
      },
    )
  })
  if (host !== null && said.code === noConnection) throw unreachable(host, said.err)
  return said
}

/** No question to a person, no unknown key of a host, no file of the user. */
const strictly = [
  '-F',
  'none',
  '-o',
  'BatchMode=yes',
  '-o',
  'StrictHostKeyChecking=yes',
  '-o',
  'ConnectTimeout=10',
  '-o',
  'ServerAliveInterval=10',
  '-o',
  'ServerAliveCountMax=3',
] as const

/** Of the files that are named no other counts. */
const reaching = ({ port, key, knownHosts }: SshConfig = {}): readonly string[] => [
  ...(port === undefined ? [] : ['-p', String(port)]),
  ...(key === undefined ? [] : ['-i', key, '-o', 'IdentitiesOnly=yes']),
  ...(knownHosts === undefined
    ? []
    : ['-o', `UserKnownHostsFile=${knownHosts}`, '-o', 'GlobalKnownHostsFile=none']),
]

/** A word of a POSIX shell, for any text. */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

const cannotRun = (program: string, cause: Error): Failure =>
  new Failure(
    'tool.none',
    `${program} cannot be run (${cause.message}).`,
    'Install it there, or set its path in the inventory.',
    { cause },
  )

const unreachable = (host: string, said: string): Failure =>
  new Failure(
    'tool.unreachable',
    `ssh does not reach ${host}: ${said.trim().split('\n').at(-1) ?? ''}`,
    'Let Howdah’s user log in there with a key, and know the key of the host.',
    { unknown: true },
  )
