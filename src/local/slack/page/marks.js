// @ts-check
/**
 * Marks in the place of the emoji that Howdah's messages use, drawn as SVG elements: a machine may have no font of emoji,
 * and shows empty boxes then. Slack itself gets the names.
 */

const circle = 'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15z'
const glass =
  'M5 2.5h10M5 17.5h10M6 2.5c0 4 3 5.5 4 7.5 1-2 4-3.5 4-7.5M6 17.5c0-4 3-5.5 4-7.5 1 2 4 3.5 4 7.5'

/** @type {Readonly<Record<string, { readonly tone: 'good' | 'bad' | 'careful' | 'calm', readonly path: string }>>} */
const marks = {
  white_check_mark: { tone: 'good', path: `${circle}m-3.5 7.7 2.5 2.5 4.7-5` },
  large_green_circle: { tone: 'good', path: `${circle}m0 3a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z` },
  x: { tone: 'bad', path: 'm4.5 4.5 11 11m0-11-11 11' },
  no_entry: { tone: 'bad', path: `${circle}m-4 7.5h8` },
  no_entry_sign: { tone: 'bad', path: `${circle}M4.7 4.7l10.6 10.6` },
  octagonal_sign: {
    tone: 'bad',
    path: 'M7 2.5h6L17.5 7v6L13 17.5H7L2.5 13V7zM7 7h6v6H7z',
  },
  rotating_light: {
    tone: 'bad',
    path: 'M3.5 17h13M5.5 17v-5a4.5 4.5 0 0 1 9 0v5M10 2.5V5M3.5 5.5 5 7M16.5 5.5 15 7M10 11v3',
  },
  warning: { tone: 'careful', path: 'M10 3 1.5 17h17zM10 8v4M10 14.5h.01' },
  alarm_clock: {
    tone: 'careful',
    path: 'M10 4.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM10 7.5V11l2.5 1.5M2.5 5 5 2.5M17.5 5 15 2.5',
  },
  hourglass_flowing_sand: { tone: 'careful', path: `${glass}M10 12v3` },
  hourglass: { tone: 'calm', path: glass },
  arrows_counterclockwise: {
    tone: 'calm',
    path: 'M16.5 8.5A7 7 0 0 0 4 6.5M3.5 3v4h4M3.5 11.5A7 7 0 0 0 16 13.5M16.5 17v-4h-4',
  },
  repeat: {
    tone: 'calm',
    path: 'M3.5 9V7.5a2 2 0 0 1 2-2h11M14 3l2.5 2.5L14 8M16.5 11v1.5a2 2 0 0 1-2 2h-11M6 17l-2.5-2.5L6 12',
  },
  pause_button: { tone: 'calm', path: `${circle}M8 7v6M12 7v6` },
  mag: { tone: 'calm', path: 'M8.5 3a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM12.5 12.5l5 5' },
  leftwards_arrow_with_hook: { tone: 'calm', path: 'M7 4 3 8l4 4M3 8h9.5a4 4 0 0 1 0 8H8' },
  heavy_minus_sign: { tone: 'calm', path: 'M4 10h12' },
}

/** @param {string} name of an emoji @returns {{ readonly tone: string, readonly path: string } | undefined} */
export const markOf = name => (Object.hasOwn(marks, name) ? marks[name] : undefined)
