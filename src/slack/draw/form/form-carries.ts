/** What a form carries from opening to submitting, and what it holds by then. */

/** What a view carries from opening to submitting; never trusted to decide anything. */
export interface FormCarries {
  readonly command: string
  readonly channel: string
  /** Every field, in the order in which the form was first shown. */
  readonly order: readonly string[]
  /** Which six of them are shown, counted from 0. */
  readonly page: number
  /** What is not to be read from the inputs that are shown. */
  readonly values: Readonly<Record<string, string>>
}

interface Entered {
  readonly [block: string]: {
    readonly [action: string]: {
      readonly value?: string | null
      readonly selected_option?: { readonly value?: string } | null
    }
  }
}

/** What was entered, by block; empty fields are left out. */
export const enteredIn = (values: Entered): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([block, actions]) => {
      const entered = Object.values(actions)[0]
      const text = entered?.selected_option?.value ?? entered?.value ?? ''
      return text.trim() === '' ? [] : [[block, text] as const]
    }),
  )

/** What the whole form holds: what its inputs say now, and what was entered where they are not shown. */
export const filledIn = (
  carries: FormCarries,
  values: Entered,
): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.entries(carries.values).filter(([key]) => !(key in values))),
  ...enteredIn(values),
})
