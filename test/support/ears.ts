/** Hears wake-ups, and waits for more by event. */
export const ears = () => {
  const heard: string[] = []
  const waiting: (() => void)[] = []
  return {
    heard,
    hear: (run: string): void => {
      heard.push(run)
      for (const tell of waiting.splice(0)) tell()
    },
    until: async (fits: (heard: readonly string[]) => boolean): Promise<void> => {
      while (!fits(heard)) await new Promise<void>(resolve => waiting.push(resolve))
    },
  }
}
