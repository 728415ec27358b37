import { randomUUID } from 'node:crypto'
import {
  isInitializeRequest,
  WebStandardStreamableHTTPServerTransport,
  type McpServer,
} from '@modelcontextprotocol/server'

type Transport = WebStandardStreamableHTTPServerTransport

interface Session {
  transport: Transport
  owner: string
}

/** Sessions of one user with one client, and of everybody. The least recently used one ends. */
const MOST_PER_OWNER = 8
const MOST = 1000

/**
 * Sessions of 2025-11-25, for servers that ask their client something in the middle of a call: the answer
 * comes as a request of its own. A session id is no credential: each request brings its token, and a session
 * of another user does not exist (MCP Security Best Practices, Session Hijacking).
 */
export interface Sessions {
  /**
   * The transport for one request; a new one for `initialize`.
   * @param owner who presents the token: user and client
   * @returns undefined: no such session of this owner
   */
  find(id: string | undefined, owner: string, body: unknown): Promise<Transport | undefined>
  close(): Promise<void>
}

export function createSessions(build: () => McpServer): Sessions {
  const sessions = new Map<string, Session>()

  const end = async (ids: string[]): Promise<void> => {
    for (const id of ids) {
      const session = sessions.get(id)
      sessions.delete(id)
      await session?.transport.close()
    }
  }

  return {
    async find(id, owner, body) {
      if (id === undefined && isInitializeRequest(body)) {
        const theirs = [...sessions].filter(([, session]) => session.owner === owner).map(([key]) => key)
        await end(theirs.slice(0, Math.max(0, theirs.length - MOST_PER_OWNER + 1)))
        await end([...sessions.keys()].slice(0, Math.max(0, sessions.size - MOST + 1)))
        const transport = new WebStandardStreamableHTTPServerTransport({
          sessionIdGenerator: randomUUID,
          onsessioninitialized: (key) => void sessions.set(key, { transport, owner }),
        })
        await build().connect(transport)
        return transport
      }
      const session = sessions.get(id ?? '')
      if (id === undefined || session?.owner !== owner) return undefined
      sessions.delete(id)
      sessions.set(id, session)
      return session.transport
    },
    close: () => end([...sessions.keys()]),
  }
}
