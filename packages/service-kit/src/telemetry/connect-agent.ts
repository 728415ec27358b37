import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { readRoutes } from '../connect-to.ts'

/**
 * CONNECT_TO for what is not sent by fetch: the exporters have connections of their own.
 * @param map as `installConnectTo` takes it
 * @returns the agent for a protocol (`http:` or `https:`)
 */
export function agentFor(map: string): (protocol: string) => HttpAgent {
  const routes = readRoutes(map)
  return (protocol) => {
    const agent =
      protocol === 'https:' ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
    const connect = agent.createConnection.bind(agent)
    agent.createConnection = (options, callback) => {
      const route = routes.get(`${options.host}:${options.port}`)
      return connect(
        route === undefined ? options : { ...options, host: route.hostname, port: Number(route.port) },
        callback,
      )
    }
    return agent
  }
}
