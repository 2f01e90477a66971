/** How a replica without files of its own is started: with the words of the primary's last start, on its own data directory and port. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { putFile } from '#cluster/drivers/files/put-file'
import { writeAutoConf } from '#cluster/drivers/switchover/auto-conf'
import { lastStart } from '#cluster/drivers/switchover/server'
import type { RebuildAction } from '#model/actions/replication/rebuild'

/** Into the files at `room`, which will lie at `data`. */
export const writeStart = async (
  { like, port }: NonNullable<RebuildAction['fresh']>,
  { room, data }: { readonly room: string; readonly data: string },
): Promise<void> => {
  const { program, words } = await lastStart(like)
  const line = [program, ...startWords(words, { like, data }).map(word => `"${word}"`)].join(' ')
  const { uid, gid } = await stat(room)
  await putFile(join(room, 'postmaster.opts'), `${line}\n`, {
    mode: 0o600,
    owner: process.getuid?.() === 0 ? { uid, gid } : null,
    flush: true,
  })
  await writeAutoConf(room, [{ name: 'port', value: String(port) }])
}

/** A word of the command line would win over the file that names the port. */
export const startWords = (
  words: readonly string[],
  { like, data }: { readonly like: string; readonly data: string },
): readonly string[] => {
  const own = words.flatMap((word, at) => {
    const [before = '', next = ''] = [words[at - 1], words[at + 1]]
    if (/^-[Dp]$/.test(word) || (word === '-c' && isPort(next))) return []
    if (/^-[Dp]$/.test(before) || isPort(word) || /^-(D.|p\d)/.test(word)) return []
    return [word.replace(`=${like}/`, `=${data}/`)]
  })
  return ['-D', data, ...own]
}

const isPort = (word: string): boolean => /^(--)?port=/.test(word)
