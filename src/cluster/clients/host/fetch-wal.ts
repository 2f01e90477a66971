/** Fetches single files of WAL from a stanza, into a closed folder. */
import { execFile } from 'node:child_process'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ownerOf } from '#cluster/clients/host/owner-of'
import { runOn } from '#cluster/clients/host/run-on'
import { wordsOfTool } from '#model/actions/host/tools'
import type { StanzaConfig } from '#model/cluster'
import type { FetchedWal } from '#model/view'
import { Failure } from '#src/errors'

const bounds = { seconds: 60, bytes: 1_024 ** 2 }

export const fetchWal = async (stanza: StanzaConfig, data: string | null): Promise<FetchedWal> => {
  const owner = await ownerOf(stanza.config)
  const { uid, gid } = owner
  const folder = await mkdtemp(join(tmpdir(), 'howdah-wal-'))
  if (uid !== undefined && gid !== undefined) await chown(folder, uid, gid)
  const stop = new AbortController()
  const underWay = new Map<string, Promise<Failure | undefined>>()
  const begin = (name: string): Promise<Failure | undefined> => {
    const known = underWay.get(name)
    if (known) return known
    const getting = get(stanza, { name, data, to: join(folder, name) }, stop.signal)
    underWay.set(name, getting)
    return getting
  }
  return {
    folder,
    async fetch(name, next) {
      const getting = begin(name)
      if (next !== undefined) void begin(next)
      const failed = await getting
      if (failed) throw failed
    },
    async drop(name) {
      await underWay.get(name)
      underWay.delete(name)
      await rm(join(folder, name), { force: true })
    },
    async close() {
      stop.abort()
      await Promise.all(underWay.values())
      // With the owner's rights: the owner could put a link to files of others in there meanwhile.
      await promisify(execFile)('rm', ['-rf', '--', folder], { ...owner, cwd: '/' })
    },
  }
}

interface Getting {
  readonly name: string
  readonly data: string | null
  readonly to: string
}

/** Never rejects: a file that is fetched ahead may not be asked for. */
const get = async (
  stanza: StanzaConfig,
  { name, data, to }: Getting,
  stop: AbortSignal,
): Promise<Failure | undefined> => {
  try {
    const words = wordsOfTool(stanza, { tool: 'archive-get', data, file: name, to })
    const { code, out, err } = await runOn(stanza, words, { ...bounds, stop })
    return code === 0 ? undefined : failed(name, code, `${err}\n${out}`)
  } catch (error) {
    return error instanceof Failure ? error : failed(name, null, String(error))
  }
}

const failed = (name: string, code: number | null, said: string): Failure =>
  new Failure(
    'wal.not-fetched',
    `${name} was not fetched: pgBackRest’s archive-get ended with ${code ?? 'a signal'}${wordsIn(said)}.`,
    'Look after the repository.',
  )

/** `P00  ERROR: [041]: unable to open …`. */
const wordsIn = (said: string): string => {
  const found = /ERROR: (.*)/.exec(said)?.[1] ?? said.trim().split('\n').at(-1) ?? ''
  return found === '' ? '' : `, ${found.replace(/[.:]$/, '').slice(0, 400)}`
}
