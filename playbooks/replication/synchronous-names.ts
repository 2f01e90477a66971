/** The value of synchronous_standby_names, there and back (manual 19.6.2). */

/** `ANY 1 (shop_2, shop_3)`; empty for no replica. */
export const synchronousNames = (
  by: 'any' | 'first',
  least: number,
  applications: readonly string[],
): string =>
  applications.length === 0
    ? ''
    : `${by.toUpperCase()} ${least} (${applications.map(quoted).join(', ')})`

const quoted = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) && !words.has(name) ? name : `"${name.replaceAll('"', '""')}"`

/** Words of the grammar (syncrep_scanner.l). */
const words: ReadonlySet<string> = new Set(['any', 'first'])
