/**
 * Sends connections for an address to the container that serves it, for every fetch of this process.
 * Identities stay what they are (issuer, audiences, `htu`, Host header), so no other code knows that it runs in a
 * container. With https the certificate must be that of the name in the URL: the way there proves nothing.
 * @param map `PORT=HOST:PORT,…` for a port of `localhost`, `NAME:PORT=HOST:PORT,…` for another name
 */
export async function installConnectTo(map: string): Promise<void> {
  if (map === '') return
  // Loaded only where there is something to send elsewhere: it is a tenth of a service's start.
  const { Agent, buildConnector, setGlobalDispatcher } = await import('undici')
  const routes = readRoutes(map)
  const connect = buildConnector({})
  setGlobalDispatcher(
    new Agent({
      connect(options, callback) {
        const { hostname, protocol } = options
        const secure = protocol === 'https:'
        const route = routes.get(`${hostname}:${options.port || (secure ? 443 : 80)}`)
        if (route === undefined) return connect(options, callback)
        const there = { ...options, ...route, host: `${route.hostname}:${route.port}` }
        connect(secure ? { ...there, servername: hostname } : there, callback)
      },
    }),
  )
}

/** From `NAME:PORT` to where it really is. */
export function readRoutes(map: string): Map<string, { hostname: string; port: string }> {
  if (map === '') return new Map()
  return new Map(
    map.split(',').map((route) => {
      const [from, to] = route.split('=') as [string, string]
      const [hostname, port] = to.split(':') as [string, string]
      return [from.includes(':') ? from : `localhost:${from}`, { hostname, port }]
    }),
  )
}
