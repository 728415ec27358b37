/**
 * The registrations of a real tenant: those of infra/entra/registrations.json, but where the applications are and what the
 * tenant calls them. Scopes, pre-authorisations and the vault's access control list stay word for word, so there is one
 * source of them.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Registrations, registrations } from '@chain-of-trust/service-kit/registrations'
import { z } from 'zod'
import { repositoryRoot } from '../repository.ts'

const Place = z.strictObject({
  appId: z.guid(),
  /** Origin. Absent for what runs on people's own machines. */
  url: z.url().optional(),
  /** Instead of the registered ones: Entra ID takes URLs on the tenant's verified domains only. */
  identifierUris: z.array(z.url()).optional(),
})
/** By application; `null`: this tenant has none. */
export const Addresses = z.strictObject({
  tenant: z.strictObject({ id: z.guid(), displayName: z.string() }),
  authority: z.url(),
  applications: z.record(z.string(), Place.nullable()),
})
export type Addresses = z.infer<typeof Addresses>

const overlay = join(repositoryRoot, 'infra/kubernetes/overlays/production')
/** What the overlay's generator reads. */
export const deployedFile = join(overlay, 'registrations.json')

/** @throws ZodError when addresses.json is not what it must be */
export function readAddresses(): Addresses {
  return Addresses.parse(JSON.parse(readFileSync(join(overlay, 'addresses.json'), 'utf8')))
}

/** @throws Error naming an application that has no entry in `addresses`, or an entry without application */
export function deployedRegistrations(
  addresses: Addresses,
  source: Registrations = registrations(),
): Registrations {
  const { applications: places } = addresses
  const names = source.applications.map(({ name }) => name)
  const strangers = Object.keys(places).filter((name) => !names.includes(name))
  const missing = names.filter((name) => places[name] === undefined)
  if (strangers.length + missing.length > 0) {
    throw new Error(
      `addresses.json: no application ${strangers.join(', ') || '-'}; no entry for ${missing.join(', ') || '-'}`,
    )
  }
  const here = <Reference extends { application: string }>(list: Reference[]): Reference[] =>
    list.filter(({ application }) => places[application] !== null)

  const applications = source.applications.flatMap((application) => {
    const place = places[application.name]
    if (place === null || place === undefined) return []
    const moved = move(application, application.url, place.url)
    const { api, requiredResourceAccess, identifierUris } = moved
    return [
      {
        ...moved,
        appId: place.appId,
        identifierUris: place.identifierUris ?? identifierUris,
        requiredResourceAccess: here(requiredResourceAccess),
        ...(api && { api: { ...api, preAuthorizedApplications: here(api.preAuthorizedApplications) } }),
      },
    ]
  })
  return { ...source, tenant: addresses.tenant, authority: addresses.authority, applications }
}

/** Replaces the origin in every URL of an application, and its old id in `api://<id>`. */
function move<Value>(value: Value, from: string | undefined, to: string | undefined): Value {
  if (from === undefined || to === undefined) return value
  const texts = JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'string' && (member === from || member.startsWith(`${from}/`))
      ? to + member.slice(from.length)
      : member,
  )
  return JSON.parse(texts) as Value
}

/** The file's text: as the formatter leaves JSON. */
export function deployedText(addresses: Addresses, source?: Registrations): string {
  return `${JSON.stringify(deployedRegistrations(addresses, source), null, 2)}\n`
}
