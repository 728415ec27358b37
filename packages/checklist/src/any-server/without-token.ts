/** What anybody can try who knows the address. */
import { createSecretKey } from 'node:crypto'
import { parseChallenges } from '@chain-of-trust/auth-core/challenge'
import { exportSPKI, generateKeyPair, importJWK, SignJWT, type JWTPayload } from 'jose'
import type { AnyServer } from './any-server.ts'
import { holds, judged, notApplicable, seen, type Finding, type Probe } from './probe.ts'

const FOREIGN = 'https://attacker.example'

export const withoutToken: readonly Probe[] = [
  {
    id: 'no-token',
    title: 'A request without a token',
    clause: 'MCP authorization: access token usage; RFC 6750 §3',
    run: async ({ list }) => judged(await list()),
  },
  {
    id: 'challenge-names-metadata',
    title: 'A refusal that does not say where to get a token',
    clause: 'MCP authorization: WWW-Authenticate; RFC 9728 §5.1',
    async run({ list, metadata }) {
      const answer = await list()
      if (answer.status !== 401) return notApplicable(`it answers ${seen(answer)}, not 401`)
      const header = answer.headers['www-authenticate'] ?? ''
      const named = parseChallenges(header).map(({ params }) => params['resource_metadata'])
      return holds(named.includes(metadata.url), header === '' ? 'no WWW-Authenticate' : named.join(' '))
    },
  },
  {
    id: 'metadata-missing',
    title: 'No metadata about the resource',
    clause: 'MCP authorization: RFC 9728 §3',
    run: ({ metadata }) =>
      holds(
        metadata.status === 200 && metadata.resource !== undefined,
        `${metadata.status} at ${metadata.url}`,
      ),
  },
  {
    id: 'metadata-of-another-resource',
    title: 'Metadata that names another resource',
    clause: 'RFC 9728 §3.3',
    run: ({ metadata, url }) =>
      metadata.resource === undefined
        ? notApplicable('there is no metadata')
        : holds(metadata.resource === url, metadata.resource),
  },
  {
    id: 'issuer-unreachable',
    title: 'An authorization server that is not there, or calls itself otherwise',
    clause: 'RFC 8414 §3.3; OpenID Connect Discovery §4.3',
    run: ({ metadata: { issuer, issuerMetadata } }) =>
      issuer === undefined
        ? notApplicable('the metadata names none')
        : holds(
            issuerMetadata?.issuer === issuer,
            `${issuer}: ${issuerMetadata?.issuer ?? issuerMetadata?.status}`,
          ),
  },
  {
    id: 'token-malformed',
    title: 'A token that is none',
    clause: 'RFC 6750 §3.1',
    run: async ({ listWith }) => judged(await listWith('not-a-token')),
  },
  {
    id: 'alg-none',
    title: 'A token without a signature',
    clause: 'RFC 8725 §3.1',
    run: async (server) => judged(await server.listWith(unsigned(guessed(server)))),
  },
  {
    id: 'signature-forged',
    title: 'A token by a key of the attacker’s, under the issuer’s key id',
    clause: 'RFC 8725 §3.3',
    run: async (server) => judged(await server.listWith(await forged(server, guessed(server)))),
  },
  {
    id: 'issuer-foreign',
    title: 'A token of an issuer of the attacker’s',
    clause: 'RFC 8725 §3.8',
    run: async (server) =>
      judged(await server.listWith(await forged(server, { ...guessed(server), iss: FOREIGN }))),
  },
  {
    id: 'alg-hs256-with-public-key',
    title: 'A token signed with the public key as if it were a secret',
    clause: 'RFC 8725 §2.1, §3.1',
    run: hs256,
  },
]

/** What a token for this server would say, as far as anybody can know. */
function guessed({ audience, key, metadata }: AnyServer): JWTPayload {
  const now = Math.floor(Date.now() / 1000)
  const about = { iss: metadata.issuer ?? FOREIGN, aud: audience, sub: 'guessed', scp: 'access_as_user' }
  const times = { iat: now, nbf: now, exp: now + 3600 }
  return { ...about, ...times, ...(metadata.dpop ? { cnf: { jkt: key.jkt } } : {}) }
}

function unsigned(claims: JWTPayload): string {
  const parts = [{ alg: 'none', typ: 'JWT' }, claims]
  return `${parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`
}

async function forged({ metadata }: AnyServer, claims: JWTPayload): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256')
  const kid = metadata.issuerMetadata?.keys?.keys[0]?.kid ?? 'guessed'
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid }).sign(privateKey)
}

async function hs256(server: AnyServer): Promise<Finding> {
  const published = server.metadata.issuerMetadata?.keys?.keys.find(({ kty }) => kty === 'RSA')
  if (published === undefined) return notApplicable('the issuer’s RSA key cannot be had')
  const publicKey = await importJWK({ ...published }, 'RS256', { extractable: true })
  if (publicKey instanceof Uint8Array) return notApplicable('the issuer’s key is no public key')
  const secret = createSecretKey(Buffer.from(await exportSPKI(publicKey)))
  const header = { alg: 'HS256', typ: 'JWT', ...(published.kid === undefined ? {} : { kid: published.kid }) }
  return judged(
    await server.listWith(await new SignJWT(guessed(server)).setProtectedHeader(header).sign(secret)),
  )
}
