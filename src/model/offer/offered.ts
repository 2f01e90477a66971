/** The figures behind an offer of a report. The button's command carries the figures, for a late click to be compared with. */
export type OfferedBy = OfferedStatement | OfferedSetting

/** A preview whose button saves: each preview has a button of its own, so that a newer one is known by its button. */
export interface OfferedPreview {
  readonly kind: 'preview'
  /** The schedule. */
  readonly of: string
  /** ISO time. */
  readonly at: string
}

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

export const withOffered = (command: string, offered: OfferedBy | OfferedPreview): string =>
  `${command}${mark}${written(offered)}`

const written = (offered: OfferedBy | OfferedPreview): string => {
  if (offered.kind === 'statement') return `${offered.at}/${offered.meanMs}`
  return offered.kind === 'setting'
    ? `${offered.setting}=${offered.value}`
    : `${previewOf(offered.of)}${offered.at}`
}

/** What the commands of all previews of a schedule hold, and no other command. */
export const previewMark = (schedule: string): string => `${mark}${previewOf(schedule)}`

const previewOf = (schedule: string): string => `preview:${schedule}/`

/** The command as a person would type it, and the figures behind the offer, where the button carries figures. */
export const splitOffered = (
  said: string,
): { readonly command: string; readonly offered: OfferedBy | OfferedPreview | null } => {
  const cut = said.lastIndexOf(mark)
  const offered = cut === -1 ? null : read(said.slice(cut + mark.length))
  return offered ? { command: said.slice(0, cut), offered } : { command: said, offered: null }
}

const read = (text: string): OfferedBy | OfferedPreview | null => {
  const [, of, seen] = /^preview:([a-z\d-]+)\/([\d-]{10}T[\d:.]{12}Z)$/.exec(text) ?? []
  if (of !== undefined && seen !== undefined) return { kind: 'preview', of, at: seen }
  const [, at, ms] = /^([\d-]{10}T[\d:.]{12}Z)\/(\d[\d.e+-]*)$/.exec(text) ?? []
  if (at !== undefined) return { kind: 'statement', at, meanMs: Number(ms) }
  const [, setting, value] = /^([\w.]+)=(\S+)$/.exec(text) ?? []
  return setting === undefined || value === undefined ? null : { kind: 'setting', setting, value }
}
