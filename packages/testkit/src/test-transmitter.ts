export interface TestTransmitter {
  /** Waiting to be polled, by `jti`; what is acknowledged leaves. */
  sets: Record<string, string>
  /** Cannot be reached. */
  down: boolean
  requests: { url: string; ack: string[] }[]
  fetch: (url: string, init?: RequestInit) => Promise<Response>
}

/** The authorization server as a poll sees it (RFC 8936). Whatever it hears of is waiting in `sets`. */
export function createTestTransmitter(): TestTransmitter {
  const transmitter: TestTransmitter = {
    sets: {},
    down: false,
    requests: [],
    fetch(url, init = {}) {
      if (transmitter.down) return Promise.reject(new TypeError('fetch failed'))
      const { ack } = JSON.parse(init.body as string) as { ack: string[] }
      transmitter.requests.push({ url, ack })
      for (const jti of ack) delete transmitter.sets[jti]
      return Promise.resolve(Response.json({ sets: transmitter.sets, moreAvailable: false }))
    },
  }
  return transmitter
}
