/** Keeps figures and names on one line where a phone or a narrow column breaks a text. */

const [space, joiner] = ['\u00a0', '\u2060']

/** Code is left as it is: people copy it. */
const untouched = /(```[^]*?```|`[^`\n]*`|<[^<>]*>)/

/** `8.5 ms`, `62 %`. */
const unit = /(?<=\d) (?=(?:ms|s|min|h|days?|B|kB|MB|GB|TB|PB|%)(?![\p{L}\p{N}]))/gu
/** `2026-11-29 02:07 UTC`. */
const clock = /(?<=\d) (?=\d\d:\d\d)|(?<=\d\d:\d\d(?::\d\d)?) (?=UTC\b)/g

const figures = (text: string): string => text.replaceAll(unit, space).replaceAll(clock, space)

/** For markup, outside code. */
export const together = (markup: string): string =>
  markup
    .split(untouched)
    .map((part, place) => (place % 2 === 0 ? figures(part) : part))
    .join('')

/** A name with a figure in a list: `shop-1 200, shop-2 0; last 2026-11-29`. */
const named = /(?<=(?:^|[,;] )[^\s,;]+) (?=\d[\d.,-]*(?:$|[,;]))/g
/** `8 of 100`. */
const ratio = /(?<=\d) of (?=\d)/g
/** `Sat 28 Nov 01:30`. */
const months = '(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)'
const day = new RegExp(
  `(?<=\\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)) (?=\\d{1,2} ${months}\\b)|(?<=\\d) (?=${months}\\b)|(?<=\\b${months}) (?=\\d\\d:\\d\\d)`,
  'g',
)
/** Browsers break a line after the hyphen of `shop-1`. An id, `p-7k3m9qx`, is left as it is: people copy ids. */
const hyphen = /(?<=(?:\p{L}{2}|\d)-)(?=\d)/gu

/** For a cell of a table: its column may be as narrow as its longest word. */
export const togetherInCell = (text: string): string =>
  figures(text)
    .replaceAll(named, space)
    .replaceAll(day, space)
    .replaceAll(ratio, `${space}of${space}`)
    .replaceAll(hyphen, joiner)

/** Removes the joiners from a name that was copied out of a message. */
export const apart = (text: string): string => text.replaceAll(/(?<=[-*_~`])\u2060/g, '')
