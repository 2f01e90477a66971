/** Text objects and interactive elements, with Slack's limits. */
import {
  anyObject,
  both,
  type Check,
  flag,
  list,
  object,
  oneOf,
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

const option = (label: (longest: number) => Check): Check =>
  object({ text: label(75), value: text(150) }, { description: label(75), url: text(3000) })

const interactive = { action_id: id, confirm, focus_on_load: flag }

export const imageElement: Check = both(
  object({ type, alt_text: text(2000) }, { image_url: text(3000), slack_file: anyObject }),
  oneOf('image_url', 'slack_file'),
)

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

const staticSelect = both(
  object(
    { type },
    {
      ...interactive,
      placeholder: plainText(150),
      options: list(option(plainText), 100),
      option_groups: list(
        object({ label: plainText(75), options: list(option(plainText), 100) }),
        100,
      ),
      initial_option: option(plainText),
    },
  ),
  oneOf('options', 'option_groups'),
)

const overflow = object({ type, options: list(option(plainText), 5) }, { action_id: id, confirm })

const checkboxes = object(
  { type, options: list(option(anyText), 10) },
  { ...interactive, initial_options: list(option(anyText), 10) },
)

const radioButtons = object(
  { type, options: list(option(anyText), 10) },
  { ...interactive, initial_option: option(anyText) },
)

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

const clickable = {
  button,
  static_select: staticSelect,
  overflow,
  checkboxes,
  radio_buttons: radioButtons,
}

export const actionElement: Check = typed(clickable)
export const accessory: Check = typed({ ...clickable, image: imageElement })
export const inputElement: Check = typed({
  static_select: staticSelect,
  checkboxes,
  radio_buttons: radioButtons,
  plain_text_input: plainTextInput,
})
