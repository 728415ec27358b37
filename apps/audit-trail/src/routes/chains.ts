import type { FastifyInstance } from 'fastify'
import type { Reads } from '../reads.ts'
import type { Store } from '../store/open-store.ts'

/** `GET /api/chains`: every log that is held, verified from its first record to its last. An auditor's. */
export function chainsRoute(app: FastifyInstance, { store, reads }: { store: Store; reads: Reads }): void {
  app.get('/api/chains', { config: { scopes: ['Audit.Read'] } }, (request) => {
    reads.auditor(request, 'chains')
    return store.verify().then((chains) => ({ chains }))
  })
}
