/** The configuration of this process, checked against the names of its playbooks. */
import { readConfig } from '#config/read-config'
import type { Config } from '#model/configuration'
import { playbooks } from '#playbooks/catalogue'

const names = playbooks.map(({ name }) => name)

export const configuration = (env: Readonly<Record<string, string | undefined>>): Config =>
  readConfig(env, names)
