/** The tools of a run on a machine, by the files of each tool there. */
import { createHash } from 'node:crypto'
import { type ProgramAnswer, runOn } from '#cluster/clients/host/run-on'
import { script } from '#cluster/drivers/host/script'
import { type Tool, wordsOfTool } from '#model/actions/host/tools'
import type { StanzaConfig } from '#model/cluster'
import { Failure } from '#src/errors'

export interface ToolThere {
  readonly name: string
  readonly pid: number
  /** Clock ticks from the start of the machine. */
  readonly start: string
  readonly token: number
  readonly alive: boolean
  /** Null while the tool runs, and where the tool ended without a code. */
  readonly code: number | null
}

/** Within a run the same words on the same machine have the same name. */
export const nameOfTool = (run: string, stanza: StanzaConfig, tool: Tool): string => {
  const said = JSON.stringify([stanza.host, wordsOfTool(stanza, tool)])
  return `${run}.${createHash('sha256').update(said).digest('hex').slice(0, 16)}`
}

const short = { seconds: 60, bytes: 4 * 1_024 ** 2 }

/** Of a report that is read whole; pgBackRest names each file that is not well. */
const mostRead = 2 * 1_024 ** 2
const mostTold = 2_000

const speak = (stanza: StanzaConfig, ...words: readonly string[]): Promise<ProgramAnswer> =>
  runOn(stanza, ['sh', '-c', script, 'howdah', ...words], short)

export const toolsOf = async (stanza: StanzaConfig, run: string): Promise<readonly ToolThere[]> => {
  const { code, out, err } = await speak(stanza, 'list', run)
  if (code !== 0) throw notTold(err)
  return out.split('\n').flatMap(line => {
    const [folder = '', pid, start = '', token, alive, ended] = line.split(' ')
    if (ended === undefined) return []
    return [
      {
        name: folder.slice(0, folder.lastIndexOf('.')),
        pid: Number(pid),
        start,
        token: Number(token),
        alive: alive === 'yes',
        code: ended === 'none' ? null : Number(ended),
      },
    ]
  })
}

/** A folder for each holder: a tool does not begin without the folder. */
const folderOf = ({ name, token }: Pick<ToolThere, 'name' | 'token'>): string => `${name}.${token}`

/** Resolves once the tool has begun. The tool outlives the bot. */
export const beginTool = async (
  stanza: StanzaConfig,
  name: string,
  token: number,
  tool: Tool,
): Promise<void> => {
  const folder = folderOf({ name, token })
  const words = wordsOfTool(stanza, tool)
  const { code, err } = await speak(stanza, 'begin', folder, String(token), ...words)
  if (code !== 0) throw notTold(err)
}

/** Resolves when the tool has ended: by SIGKILL after ten seconds. */
export const endTool = async (
  stanza: StanzaConfig,
  tool: Pick<ToolThere, 'name' | 'token' | 'start'>,
): Promise<void> => {
  await speak(stanza, 'end', folderOf(tool), tool.start)
}

export const clearTool = async (stanza: StanzaConfig, name: string): Promise<void> => {
  await speak(stanza, 'clear', name)
}

type Named = Pick<ToolThere, 'name' | 'token'>

export const outputOf = async (stanza: StanzaConfig, tool: Named): Promise<string> =>
  (await speak(stanza, 'read', folderOf(tool), String(mostRead))).out

/** The last words, the errors first. */
export const lastWordsOf = async (stanza: StanzaConfig, tool: Named): Promise<string> =>
  (await speak(stanza, 'errors', folderOf(tool), String(mostTold))).out.trim()

const notTold = (said: string): Failure =>
  new Failure(
    'tool.state',
    `What a tool left on the machine cannot be read or written: ${said.trim().split('\n').at(-1) ?? ''}`,
    'Look at the rights and the room of /var/tmp there.',
    { unknown: true },
  )
