/** Restores a backup of pgBackRest into the folder of a clone, with the WAL behind, as plain files. */
import { lchownSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { runOn } from '#cluster/clients/host/run-on'
import { walUntil } from '#cluster/drivers/clone/stanza/wal-until'
import type { FileOwner } from '#cluster/drivers/files/held-folder'
import type { BackupAbout } from '#cluster/facts/backup/about'
import { filesBefore } from '#cluster/facts/backup/wal'
import { dataOf } from '#cluster/facts/clone/about'
import type { CloneAction } from '#model/actions/clone'
import { type Tool, wordsOfTool } from '#model/actions/host/tools'
import type { StanzaConfig } from '#model/cluster'
import { Failure } from '#src/errors'

export interface FromStanza {
  readonly stanza: StanzaConfig
  readonly about: BackupAbout
  /** Names in the archive. */
  readonly archived: readonly string[]
  readonly target: CloneAction['target']
  /** The folder of the clone, empty, and the folder in there that gets the WAL. */
  readonly into: string
  readonly archive: string
  readonly owner: FileOwner | null
  readonly stop: AbortSignal
}

export const restoreStanza = async (from: FromStanza): Promise<void> => {
  const { stanza, about, archived, target, into, archive, owner, stop } = from
  if (stanza.host !== null) throw elsewhere(stanza)
  const [data, tablespaces] = [dataOf(into), join(into, 'tablespaces')]
  for (const one of [data, tablespaces, archive]) {
    await mkdir(one, { mode: 0o700 })
    if (owner) lchownSync(one, owner.uid, owner.gid)
  }
  await runTied(stanza, { tool: 'restore', backup: about.backup, data, tablespaces }, stop)
  const before = new Set(filesBefore(archived, about))
  const names = walUntil(archived, target, about).filter(one => !before.has(one))
  await getWal({ stanza, data, names, archive, stop })
}

export interface WalToGet {
  readonly stanza: StanzaConfig
  /** The data folder of the clone. */
  readonly data: string
  readonly names: readonly string[]
  readonly archive: string
  readonly stop: AbortSignal
}

/**
 * One after another: recovery reads them in that order too, and a busy repository is not asked for all at once. A file
 * has its name once the file is whole.
 */
export const getWal = async ({ stanza, data, names, archive, stop }: WalToGet): Promise<void> => {
  for (const name of names.toSorted()) {
    const half = join(archive, `.${name}`)
    await runTied(stanza, { tool: 'archive-get', data, file: name, to: half }, stop)
    await rename(half, join(archive, name))
  }
}

/** A large server takes hours. */
const bounds = { seconds: 12 * 3_600, bytes: 16 * 1_024 ** 2 }

/** The tool ends with the bot, as whoever takes over begins anew in a folder of its own. */
const runTied = async (stanza: StanzaConfig, tool: Tool, stop: AbortSignal): Promise<void> => {
  const words = ['setpriv', '--pdeathsig', 'KILL', ...wordsOfTool(stanza, tool)]
  const { code, out, err } = await runOn(stanza, words, { ...bounds, stop })
  stop.throwIfAborted()
  if (code !== 0) throw failed(tool, code, `${err}\n${out}`)
}

const failed = ({ tool }: Tool, code: number | null, said: string): Failure =>
  new Failure(
    'clone.no-restore',
    `pgBackRest’s ${tool} ended with ${code ?? 'a signal'}: ${/ERROR: (.*)/.exec(said)?.[1]?.slice(0, 600) ?? said.trim().slice(-600)}`,
    'Run `backup verify`, and look after the repository.',
  )

const elsewhere = ({ host }: StanzaConfig): Failure =>
  new Failure(
    'clone.elsewhere',
    `A clone lies on Howdah’s machine, and pgBackRest of this stanza runs on ${host ?? ''}.`,
    'Give Howdah’s machine a configuration of pgBackRest that reaches the repository (`repo1-host`), and name that one in the inventory.',
  )
