import type { Application } from './applications.ts'

/**
 * Is this a redirect URI of a native application? On loopback the port is whatever was free when the application
 * asked, so it is not compared (RFC 8252 §7.3); everything else is, character by character and before anything
 * parses it: `http://localhost:80@evil.example` and `http://localhost.evil.example` only begin like the real one.
 */
export function isNativeRedirect({ publicClient }: Application, uri: string): boolean {
  return (publicClient?.redirectUris ?? []).some(
    (registered) => registered === uri || (isLoopback(registered) && withoutPort(uri) === registered),
  )
}

/** Registered without a port: `http://localhost`, with or without a path. */
function isLoopback(registered: string): boolean {
  return /^http:\/\/localhost(\/|$)/.test(registered)
}

function withoutPort(uri: string): string | undefined {
  const [, port, path = ''] = /^http:\/\/localhost:([1-9]\d{0,4})(\/.*)?$/.exec(uri) ?? []
  return port !== undefined && Number(port) < 65_536 ? `http://localhost${path}` : undefined
}
