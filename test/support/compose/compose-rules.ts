/** Rules for a Compose file beyond its schema; each violation is a sentence. */
export interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, null>>
}

interface Service {
  readonly image?: string
  readonly ports?: readonly string[]
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: object
  readonly restart?: string
}

/** `exists` tells of files next to the Compose file; the reader of the Compose file writes some of the files. */
export const checkCompose = (
  { services, volumes }: Compose,
  exists: (path: string) => boolean,
): readonly string[] => {
  const found: string[] = []
  for (const [name, service] of Object.entries(services)) {
    const ends = service.restart === 'no'
    if (!ends && !service.healthcheck) found.push(`${name} has no healthcheck`)
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      const target = services[other]
      const wanted = target?.restart === 'no' ? 'service_completed_successfully' : 'service_healthy'
      if (!target) found.push(`${name} waits for ${other}, which is not there`)
      else if (condition !== wanted) found.push(`${name} waits for ${other}: ${wanted}`)
    }
    for (const volume of service.volumes ?? []) {
      const [source = ''] = volume.split(':')
      const there = source.startsWith('./') ? exists(source) : source in volumes
      if (!there) found.push(`${name} mounts ${source}, which is not there`)
    }
    if (service.image !== undefined && !/:.*\d/.test(service.image))
      found.push(`${name} takes whatever version of ${service.image} there is`)
    for (const port of service.ports ?? [])
      if (!port.startsWith('127.0.0.1:')) found.push(`${name} opens ${port} to everybody`)
    for (const [key, value] of Object.entries(service.environment ?? {}))
      if (holdsSecret(key, value)) found.push(`${name} has a password in ${key}`)
  }
  return found
}

const holdsSecret = (key: string, value: string): boolean => {
  const bare = value.replace(/\$\{[A-Z_]+:\?[^}]*\}/g, '')
  if (/PASSWORD|TOKEN|SECRET/.test(key)) return bare !== ''
  return /:\/\/[^:/@]*:[^@]+@/.test(bare)
}
