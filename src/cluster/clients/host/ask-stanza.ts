import { type ProgramAnswer, runOn } from '#cluster/clients/host/run-on'
import { type ReadingTool, wordsOfTool } from '#model/actions/host/tools'
import type { StanzaConfig } from '#model/cluster'

/** A hundred thousand files of WAL are listed in 20 MB. */
const bounds = { seconds: 60, bytes: 64 * 1_024 ** 2 }

/** Runs a tool that only reads; the exit code does not tell how the repository is. */
export const askStanza = (stanza: StanzaConfig, tool: ReadingTool): Promise<ProgramAnswer> =>
  runOn(stanza, wordsOfTool(stanza, tool), bounds)
