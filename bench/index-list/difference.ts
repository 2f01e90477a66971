/** Tells how two texts differ: indexes of equal size come in no certain order. */
export const difference = (one = '', other = ''): string => {
  if (one === other) return 'the same'
  return sorted(one) === sorted(other) ? 'the same but for the order of equals' : 'another one'
}

const sorted = (text: string): string => text.split('\n').toSorted().join('\n')
