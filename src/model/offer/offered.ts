/** The figures that an offer was made by. The button's command carries them, so that a late click is compared with them. */
export interface Offered {
  /** ISO time. */
  readonly at: string
  readonly meanMs: number
}

/** No key of any command: only a button says it, and a button is signed. */
const mark = ' offered:'

export const withOffered = (command: string, { at, meanMs }: Offered): string =>
  `${command}${mark}${at}/${meanMs}`

/** The command as a person would type it, and the figures, where the button carries any. */
export const splitOffered = (
  command: string,
): { readonly command: string; readonly offered: Offered | null } => {
  const cut = command.lastIndexOf(mark)
  const [, at, ms] =
    /^([\d-]{10}T[\d:.]{12}Z)\/([\d.e+-]+)$/.exec(command.slice(cut + mark.length)) ?? []
  return cut === -1 || at === undefined
    ? { command, offered: null }
    : { command: command.slice(0, cut), offered: { at, meanMs: Number(ms) } }
}
