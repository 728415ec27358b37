import type { Request, Response } from 'express'
import { auth } from 'express-oauth2-jwt-bearer'
import type { Facts } from '../issuer.ts'

/** express-oauth2-jwt-bearer's middleware without Express around it. */
export function expressOauth2({ jwk, issuer, audience, algorithm }: Facts): (token: string) => Promise<void> {
  const handle = auth({
    issuer,
    audience,
    publicKey: jwk as Record<string, unknown>,
    tokenSigningAlg: algorithm,
  })
  return (token) => {
    const headers = { authorization: `Bearer ${token}` }
    const get = (name: string) => (name === 'Host' ? 'localhost' : undefined)
    const request = { headers, get, query: {}, method: 'GET', protocol: 'http', url: '/', is: () => false }
    return new Promise((resolve, reject) => {
      void handle(request as unknown as Request, {} as Response, (error: unknown) =>
        error === undefined ? resolve() : reject(error),
      )
    })
  }
}
