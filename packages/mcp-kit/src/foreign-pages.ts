import { Refusal } from '@chain-of-trust/auth-core'
import { localhostAllowedHostnames, validateHostHeader } from '@modelcontextprotocol/server'
import type { FastifyRequest } from 'fastify'

/**
 * Keeps web pages out (MCP 2026-07-28, Streamable HTTP, Security): by DNS rebinding, any page that a person
 * opens could speak to a server on their machine or network under a host name of its own. So the name in
 * `Host` must be ours, and an `Origin`, which only browsers send, must be exactly ours.
 * @param resource canonical URL of this server
 * @returns an onRequest hook
 */
export function refuseForeignPages(resource: string): (request: FastifyRequest) => Promise<void> {
  const { hostname, origin } = new URL(resource)
  const loopback = localhostAllowedHostnames()
  const names = loopback.includes(hostname) ? loopback : [hostname]

  return async ({ headers, routeOptions }) => {
    if (routeOptions.config.public === true) return
    if (!validateHostHeader(headers.host, names).ok) throw new Refusal('host_not_allowed')
    if (headers.origin !== undefined && headers.origin !== origin) throw new Refusal('origin_not_allowed')
  }
}
