import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { createClient } from '@redis/client'

/** Valkey does not answer, or not as it must: an outage (503), never a reason to refuse a person (401). */
export class SharedStateUnavailable extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason, { cause })
    this.name = 'SharedStateUnavailable'
  }
}

/** A script that the server runs in one step (Lua). */
export interface Script {
  readonly text: string
  /** What EVALSHA calls it by: SHA-1, hexadecimal. */
  readonly digest: string
}

export function script(text: string): Script {
  return { text, digest: createHash('sha1').update(text).digest('hex') }
}

/** One connection to one run of one server. It is not mended: when it is lost, another takes its place. */
export interface Link {
  /** Another one after each start of the server, and at another server: its memory is another one, too. */
  readonly serverRun: string
  /** Whether the server answered just now: a connection whose other end is gone looks open for minutes. */
  isLive(): boolean
  /** @throws SharedStateUnavailable */
  run(command: readonly string[]): Promise<unknown>
  /** @throws SharedStateUnavailable */
  runScript(script: Script, keys: readonly string[], args: readonly string[]): Promise<unknown>
  subscribe(channel: string, listener: (message: string) => void): Promise<void>
  /** Resolves, with the reason, when the link is gone. */
  readonly lost: Promise<SharedStateUnavailable>
  drop(reason: string, cause?: unknown): void
}

export interface LinkOptions {
  /** Without the password. */
  url: string
  password: string | undefined
  /** PEM. Default: the public authorities. */
  ca: string | undefined
  scripts: readonly Script[]
  /** Milliseconds that an answer may take, and a connection. */
  patience: number
  /** Milliseconds since the last answer after which the link counts as broken. */
  silence: number
}

/**
 * Connects, and looks whether the server is one that forgets nothing by itself.
 * @throws SharedStateUnavailable
 */
export async function openLink(options: LinkOptions): Promise<Link> {
  const { url, password, ca, scripts, patience, silence } = options
  const { hostname, port, protocol, username, pathname } = new URL(url)
  const host = hostname.replaceAll(/[[\]]/g, '')
  const tls = protocol === 'rediss:'
  const client = createClient({
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === undefined ? {} : { password }),
    database: Number(pathname.slice(1)),
    socket: {
      host,
      port: Number(port || 6379),
      connectTimeout: patience,
      // What a new connection leads to may have another memory: everything about it is asked again.
      reconnectStrategy: false,
      ...(tls
        ? { tls, ...(isIP(host) ? {} : { servername: host }), ...(ca === undefined ? {} : { ca }) }
        : {}),
    },
    // A request must not wait for a server that may never be back.
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
  })
  const { promise: lost, resolve: setLost } = Promise.withResolvers<SharedStateUnavailable>()
  let gone = false
  let answeredAt = performance.now()
  const drop = (reason: string, cause?: unknown) => {
    if (gone) return
    gone = true
    setLost(new SharedStateUnavailable(reason, cause))
    client.destroy()
  }
  client.on('error', (error: unknown) => {
    const failure = unquoted(error)
    drop(failure.message, failure)
  })
  client.on('end', () => drop('the connection was closed'))

  const answer = async <Result>(work: Promise<Result>): Promise<Result> => {
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new Error(`no answer within ${patience} ms`)), patience)
    try {
      const result = await Promise.race([work, late])
      answeredAt = performance.now()
      return result
    } catch (error) {
      const failure = unquoted(error)
      const { message: reason } = failure
      // Full is full at the next connection too. Everything else may be mended by one: a server that became
      // somebody's replica, a password that was changed, a script that was thrown away.
      if (reason.startsWith('OOM')) answeredAt = performance.now()
      else drop(reason, failure)
      throw new SharedStateUnavailable(reason, failure)
    } finally {
      clearTimeout(timer)
    }
  }
  const run = (command: readonly string[]): Promise<unknown> => answer(client.sendCommand([...command]))

  await answer(client.connect())
  const serverRun = await inspect(run).catch((error: unknown) => {
    drop(error instanceof Error ? error.message : String(error), error)
    throw error
  })
  for (const { text } of scripts) await run(['SCRIPT', 'LOAD', text])

  return {
    serverRun,
    isLive: () => !gone && performance.now() - answeredAt < silence,
    run,
    runScript: ({ digest }, keys, args) => run(['EVALSHA', digest, String(keys.length), ...keys, ...args]),
    // On the same connection: whatever was published before an answer has arrived before it.
    subscribe: (channel, listener) => answer(client.subscribe(channel, listener)),
    lost,
    drop,
  }
}

/** A server that does not know a command quotes it, arguments and all: those of HELLO are the name and the password. */
function unquoted(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error)
  const quote = message.indexOf(', with args')
  if (quote !== -1) return new Error(message.slice(0, quote))
  return error instanceof Error ? error : new Error(message)
}

/** @returns which run of the server this is */
async function inspect(run: Link['run']): Promise<string> {
  const info = String(await run(['INFO']))
  const field = (name: string) => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1]
  const policy = field('maxmemory_policy')
  // A used proof that the server threw away for room could be used again, and nobody would see it.
  if (policy !== undefined && policy !== 'noeviction')
    throw new SharedStateUnavailable(`the server evicts keys (maxmemory-policy ${policy}); set noeviction`)
  const serverRun = field('run_id')
  if (serverRun === undefined)
    throw new SharedStateUnavailable('INFO does not say which run of the server it is')
  return serverRun
}
