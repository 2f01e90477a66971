/** The configuration of this process, checked against what it can do. */
import { playbooks } from '#playbooks/catalogue'
import { type Config, readConfig } from '#src/config'

const names = playbooks.map(({ name }) => name)

export const configuration = (env: Readonly<Record<string, string | undefined>>): Config =>
  readConfig(env, names)
