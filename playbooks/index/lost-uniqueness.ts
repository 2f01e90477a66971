export const lostUniqueness = [
  'It is unique: without it duplicates are possible.',
  'An INSERT … ON CONFLICT that goes by it fails without it.',
] as const
