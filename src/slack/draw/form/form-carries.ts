/** The data that a form carries from opening to submitting, and the data in the form by then. */

/** The data that a view carries from opening to submitting; never trusted for a decision. */
export interface FormCarries {
  readonly command: string
  readonly channel: string
  /** Every field, in the order in which the form was first shown. */
  readonly order: readonly string[]
  /** The page of six fields that is shown, counted from 0. */
  readonly page: number
  /** Values that the shown inputs do not hold. */
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

/** Reads the entered values by block; empty fields are left out. */
export const enteredIn = (values: Entered): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([block, actions]) => {
      const entered = Object.values(actions)[0]
      const text = entered?.selected_option?.value ?? entered?.value ?? ''
      return text.trim() === '' ? [] : [[block, text] as const]
    }),
  )

/** Reads the whole form: the values of the shown inputs, and the values entered earlier on other pages. */
export const filledIn = (
  carries: FormCarries,
  values: Entered,
): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.entries(carries.values).filter(([key]) => !(key in values))),
  ...enteredIn(values),
})
