/** Text objects and interactive elements, with Slack's limits. */
import {
  anyObject,
  type Check,
  flag,
  list,
  object,
  text,
  typed,
  whole,
  word,
} from '#local/slack/blocks/check'

const type: Check = text(100)
const id: Check = text(255)

export const plainText = (longest: number): Check =>
  typed({ plain_text: object({ type, text: text(longest) }, { emoji: flag }) })

export const anyText = (longest: number): Check =>
  typed({
    plain_text: object({ type, text: text(longest) }, { emoji: flag }),
    mrkdwn: object({ type, text: text(longest) }, { verbatim: flag }),
  })

const confirm = object(
  { title: plainText(100), text: anyText(300), confirm: plainText(30), deny: plainText(30) },
  { style: word('primary', 'danger') },
)

const option = object({ text: plainText(75), value: text(150) }, { description: plainText(75) })

const interactive = { action_id: id, confirm, focus_on_load: flag }

const button = object(
  { type, text: plainText(75) },
  {
    action_id: id,
    confirm,
    value: text(2000, 0),
    url: text(3000),
    style: word('primary', 'danger'),
    accessibility_label: text(75),
  },
)

const staticSelect = object(
  { type, options: list(option, 100) },
  { ...interactive, placeholder: plainText(150), initial_option: option },
)

const externalSelect = object(
  { type },
  {
    ...interactive,
    placeholder: plainText(150),
    min_query_length: whole,
    initial_option: option,
  },
)

/** The options that an app may answer for an external select. */
export const offeredOptions: Check = list(option, 100, 0)

const plainTextInput = object(
  { type },
  {
    action_id: id,
    focus_on_load: flag,
    placeholder: plainText(150),
    initial_value: text(3000, 0),
    multiline: flag,
    min_length: whole,
    max_length: whole,
    dispatch_action_config: anyObject,
  },
)

export const actionElement: Check = typed({ button })
export const inputElement: Check = typed({
  static_select: staticSelect,
  external_select: externalSelect,
  plain_text_input: plainTextInput,
})
