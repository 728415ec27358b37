/**
 * Sends connections for `localhost:PORT` to the container that serves it, for every fetch of this process.
 * Identities stay `http://localhost:PORT` (issuer, audiences, `htu`, Host header), so no other code knows
 * that it runs in a container.
 * @param map `PORT=HOST:PORT,…`
 */
export async function installConnectTo(map: string): Promise<void> {
  if (map === '') return
  // Loaded only where there is something to send elsewhere: it is a tenth of a service's start.
  const { Agent, buildConnector, setGlobalDispatcher } = await import('undici')
  const routes = new Map(
    map.split(',').map((route): [string, { hostname: string; port: string }] => {
      const [from, to] = route.split('=') as [string, string]
      const [hostname, port] = to.split(':') as [string, string]
      return [from, { hostname, port }]
    }),
  )
  const connect = buildConnector({})
  setGlobalDispatcher(
    new Agent({
      connect(options, callback) {
        const route = options.hostname === 'localhost' ? routes.get(options.port) : undefined
        connect(
          route === undefined ? options : { ...options, ...route, host: `${route.hostname}:${route.port}` },
          callback,
        )
      },
    }),
  )
}
