/** Who the service says it is, against how it is registered. */
import type { ServiceConfig } from '@chain-of-trust/service-kit/config'
import type { Application } from '@chain-of-trust/service-kit/registrations'
import { isEntra, ok, problem, warning, type Finding } from './finding.ts'

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i
/** As every id of the mock begins. */
const MOCK_ID = 'a1b00000-0000-4000-8000-'
const ADOPT = 'Run `npm run entra -- adopt`, and give every service those registrations.'

export function checkIdentity(config: ServiceConfig, application: Application): Finding[] {
  const found = [
    ...checkClientId(config, application),
    ...checkAudience(config),
    ...checkResource(config),
    ...(isEntra(config.ISSUER) ? checkIdentifierUris(application) : []),
    ...checkRedirectUris(application),
  ]
  return found.length > 0 ? found : [ok('CLIENT_ID', 'and AUDIENCE, RESOURCE, redirect URIs fit together')]
}

function checkClientId({ ISSUER, CLIENT_ID }: ServiceConfig, { appId }: Application): Finding[] {
  if (isEntra(ISSUER) && CLIENT_ID.startsWith(MOCK_ID)) {
    return [problem('CLIENT_ID', 'is an id of the mock: Entra ID chooses its own (AADSTS700016)', ADOPT)]
  }
  if (CLIENT_ID.toLowerCase() === appId.toLowerCase()) return []
  return [
    problem('CLIENT_ID', `the other services know this one as ${appId} and would refuse its tokens`, ADOPT),
  ]
}

function checkAudience({ AUDIENCE, CLIENT_ID }: ServiceConfig): Finding[] {
  if (!GUID.test(AUDIENCE)) {
    return [
      problem(
        'AUDIENCE',
        'is a URI; the `aud` of a version 2 token is the GUID of the application, always',
        `AUDIENCE=${CLIENT_ID}`,
      ),
    ]
  }
  if (AUDIENCE.toLowerCase() === CLIENT_ID.toLowerCase()) return []
  const says = 'is another application than CLIENT_ID: it would take tokens that are meant for that one'
  return [problem('AUDIENCE', says, `AUDIENCE=${CLIENT_ID}`)]
}

function checkResource({ ISSUER, RESOURCE }: ServiceConfig): Finding[] {
  const { protocol } = new URL(RESOURCE)
  if (RESOURCE.endsWith('/')) {
    const says = 'ends with a slash: to clients and to the tenant that is another resource'
    return [problem('RESOURCE', says, `RESOURCE=${RESOURCE.replace(/\/+$/, '')}`)]
  }
  if (isEntra(ISSUER) && protocol === 'http:') {
    const says = 'is plain http on loopback: fine for one developer, and for nobody else'
    return [warning('RESOURCE', says, 'The https URL under which clients reach this service.')]
  }
  return []
}

function checkIdentifierUris({ identifierUris }: Application): Finding[] {
  return identifierUris
    .filter((uri) => !uri.startsWith('https://') && !uri.startsWith('api://'))
    .map((uri) => {
      const says = `Entra ID takes ${uri} as App ID URI of nobody: it wants https on a verified domain, or api://<id>`
      return problem('identifierUris', says, ADOPT)
    })
}

function checkRedirectUris({ spa, web, url }: Application): Finding[] {
  const uris = [...(spa?.redirectUris ?? []), ...(web?.redirectUris ?? [])]
  return uris.flatMap((uri) => {
    const wrong = (says: string) => [
      problem(
        'redirectUris',
        `${uri} ${says}`,
        'Change it in infra/entra/registrations.json, then `npm run entra`.',
      ),
    ]
    if (uri.includes('*')) return wrong('has a wildcard: codes could be sent to pages that you do not know')
    const { protocol, hostname, origin } = new URL(uri)
    if (protocol === 'http:' && hostname !== 'localhost') {
      return wrong('is plain http elsewhere than on localhost: the code crosses the network in clear')
    }
    if (url !== undefined && origin !== new URL(url).origin) {
      return wrong(`is not at the service’s own origin (${url})`)
    }
    return []
  })
}
