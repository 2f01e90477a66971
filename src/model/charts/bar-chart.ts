export interface BarChart {
  readonly title: string
  readonly bars: readonly {
    readonly label: string
    readonly value: number
    /** The words at the end of the bar: `212 ms`. */
    readonly said: string
  }[]
}
