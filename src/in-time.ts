/** Waits at most `ms` milliseconds for `coming`; after that, returns or throws the result of `late`. */
export const inTime = async <Value>(
  coming: Promise<Value>,
  ms: number,
  late: () => Value,
): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>(resolve => {
    timer = setTimeout(resolve, ms)
  })
  try {
    return await Promise.race([coming, over.then(late)])
  } finally {
    clearTimeout(timer)
  }
}
