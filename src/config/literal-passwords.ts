/**
 * Refuses passwords in the file of a production cluster, which many people read and version control keeps
 * for ever.
 */
import { isMap } from '#config/merge-files'
import { withoutPlaceholders } from '#config/substitute'

/**
 * Gives a problem for each place with a password; `written` has placeholders, `filled` has values. No
 * problem repeats a password.
 */
export const literalPasswords = (written: unknown, filled: unknown): readonly string[] =>
  Object.entries(clustersIn(written))
    .filter(([name]) => isProduction(clustersIn(filled)[name]))
    .flatMap(([name, cluster]) => textsIn(cluster, `clusters.${name}`))
    .filter(([at, text]) => holdsPassword(at, withoutPlaceholders(text)))
    .map(
      ([at]) =>
        `${at}: the ${isKey(at) ? 'key' : 'password'} of a production cluster is never written here. Put \${env:NAME} or \${file:/path} in its place.`,
    )

const clustersIn = (inventory: unknown): Readonly<Record<string, unknown>> =>
  isMap(inventory) && isMap(inventory['clusters']) ? inventory['clusters'] : {}

const isProduction = (cluster: unknown): boolean =>
  isMap(cluster) && cluster['environment'] === 'production'

const textsIn = (value: unknown, at: string): readonly (readonly [string, string])[] =>
  typeof value === 'string'
    ? [[at, value]]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, one]) => textsIn(one, `${at}.${key}`))
      : []

const isKey = (at: string): boolean => at.endsWith('.backup.key')

const holdsPassword = (at: string, text: string): boolean =>
  /:\/\/[^:/?#]*:[^/?#]+@|[?&](ssl)?password=[^&]/i.test(text) ||
  (/\.credentials\.[^.]+$/.test(at) && /:[^]/.test(text)) ||
  (isKey(at) && /\S/.test(text))
