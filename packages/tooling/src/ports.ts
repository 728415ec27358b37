import { createServer } from 'node:net'
import type { ServiceEntry } from './services.ts'

// `localhost` is both: another program on ::1 would answer a browser in our stead.
const LOOPBACK = ['127.0.0.1', '::1']

/** Which services cannot start because another process listens on their port. */
export async function findUsedPorts(services: readonly ServiceEntry[]): Promise<ServiceEntry[]> {
  const used = await Promise.all(
    services.map(async (service) => {
      for (const host of LOOPBACK) {
        if (await isUsed(service.port, host)) return [service]
      }
      return []
    }),
  )
  return used.flat()
}

function isUsed(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    // A machine without IPv6 says EADDRNOTAVAIL: nobody listens there either.
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE'))
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(false)))
  })
}
