/** Reads the two catalogues; a catalogue that does not exist yet is empty. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command } from '#model/command'
import type { AnyPlaybook } from '#model/playbook'

export interface Catalogues {
  readonly commands: readonly Command[]
  readonly playbooks: readonly AnyPlaybook[]
}

export const readCatalogues = async (root: string): Promise<Catalogues> => {
  const load = async <Module>(path: string): Promise<Partial<Module>> =>
    existsSync(join(root, path))
      ? ((await import(pathToFileURL(join(root, path)).href)) as Module)
      : {}
  const [{ commands = [] }, { playbooks = [] }] = await Promise.all([
    load<Pick<Catalogues, 'commands'>>('commands/catalogue.ts'),
    load<Pick<Catalogues, 'playbooks'>>('playbooks/catalogue.ts'),
  ])
  return { commands, playbooks }
}
