import { once } from 'node:events'
import { createServer } from 'node:http'
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader } from 'jose'
import { freePort } from './free-port.ts'
import { createTestIssuer, type TestIssuer } from './test-issuer.ts'

export interface TestEntra {
  issuer: TestIssuer
  jwksUri: string
  tokenEndpoint: string
  /** What it was asked for. */
  requests: { scope: string; grant: string; clientAssertion: boolean }[]
  /** Answers for the next requests, instead of tokens. */
  answers: { status: number; body: object }[]
  close(): void
}

/**
 * A token endpoint over HTTP that exchanges whatever it is given (on-behalf-of), bound to the key of the proof.
 * @param audience application id of the resource that the exchanged tokens are for
 * @param azp application id of the client that exchanges
 */
export async function startTestEntra({
  audience,
  azp,
}: {
  audience: string
  azp: string
}): Promise<TestEntra> {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const issuer = await createTestIssuer({ issuer: `${origin}/v2.0` })
  const requests: TestEntra['requests'] = []
  const answers: TestEntra['answers'] = []

  const server = createServer((request, response) => {
    void (async () => {
      response.setHeader('content-type', 'application/json')
      if (request.url === '/keys') return response.end(JSON.stringify(issuer.jwks))
      const form = new URLSearchParams((await request.toArray()).join(''))
      requests.push({
        scope: form.get('scope') ?? '',
        grant: form.get('grant_type') ?? '',
        clientAssertion: form.has('client_assertion'),
      })
      const answer = answers.shift()
      if (answer !== undefined) {
        response.statusCode = answer.status
        return response.end(JSON.stringify(answer.body))
      }
      response.end(JSON.stringify(await exchanged(form, String(request.headers['dpop']))))
    })()
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')

  async function exchanged(form: URLSearchParams, proof: string): Promise<object> {
    const { oid, acrs } = decodeJwt<{ oid: string; acrs?: string[] }>(form.get('assertion') ?? '')
    const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope.startsWith('http'))
    const access_token = await issuer.token({
      audience,
      azp,
      oid,
      scp: scopes.map((scope) => scope.slice(scope.lastIndexOf('/') + 1)).join(' '),
      jkt: await calculateJwkThumbprint(decodeProtectedHeader(proof).jwk!),
      xms_cc: ['CP1'],
      ...(acrs === undefined ? {} : { acrs }),
    })
    return { access_token, token_type: 'DPoP', expires_in: 3600, scope: scopes.join(' ') }
  }

  return {
    issuer,
    jwksUri: `${origin}/keys`,
    tokenEndpoint: `${origin}/oauth2/v2.0/token`,
    requests,
    answers,
    close: () => server.close(),
  }
}
