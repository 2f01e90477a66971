/** The figures behind an offer of a report. The button's command carries the figures, for a late click to be compared with. */
export type OfferedBy = OfferedStatement | OfferedSetting

export interface OfferedStatement {
  readonly kind: 'statement'
  /** ISO time. */
  readonly at: string
  readonly meanMs: number
}

export interface OfferedSetting {
  readonly kind: 'setting'
  readonly setting: string
  readonly value: string
}

/** No key of any command: only a signed button has the key. */
const mark = ' offered:'

export const withOffered = (command: string, offered: OfferedBy): string =>
  `${command}${mark}${offered.kind === 'statement' ? `${offered.at}/${offered.meanMs}` : `${offered.setting}=${offered.value}`}`

/** The command as a person would type it, and the figures behind the offer, where the button carries figures. */
export const splitOffered = (
  said: string,
): { readonly command: string; readonly offered: OfferedBy | null } => {
  const cut = said.lastIndexOf(mark)
  const offered = cut === -1 ? null : read(said.slice(cut + mark.length))
  return offered ? { command: said.slice(0, cut), offered } : { command: said, offered: null }
}

const read = (text: string): OfferedBy | null => {
  const [, at, ms] = /^([\d-]{10}T[\d:.]{12}Z)\/(\d[\d.e+-]*)$/.exec(text) ?? []
  if (at !== undefined) return { kind: 'statement', at, meanMs: Number(ms) }
  const [, setting, value] = /^([\w.]+)=(\S+)$/.exec(text) ?? []
  return setting === undefined || value === undefined ? null : { kind: 'setting', setting, value }
}
