import type { ResourceFetch } from '../auth/resource-fetch.ts'
import { ConnectLink } from '../wire/account.ts'
import { Operation, OperationList } from '../wire/operation.ts'

export interface OperationsApi {
  list(): Promise<Operation[]>
  get(id: string): Promise<Operation>
  /** Runs it, once: again for one that runs or has ended only tells how it stands. */
  resume(id: string): Promise<Operation>
  cancel(id: string): Promise<Operation>
  /** A fresh page to connect the account that it waits for. */
  connect(id: string): Promise<ConnectLink>
}

/** The person's parked operations at the orchestrator. Each function throws as `fetch` does. */
export function operationsApi(fetch: ResourceFetch): OperationsApi {
  const ask = async (id: string, path = '', method = 'GET'): Promise<unknown> => {
    const response = await fetch(`/api/operations/${encodeURIComponent(id)}${path}`, { method })
    return response.json()
  }
  const send = async (...asked: Parameters<typeof ask>): Promise<Operation> =>
    Operation.parse(await ask(...asked))
  return {
    list: async () => OperationList.parse(await (await fetch('/api/operations')).json()).operations,
    get: (id) => send(id),
    resume: (id) => send(id, '/resume', 'POST'),
    cancel: (id) => send(id, '', 'DELETE'),
    connect: async (id) => ConnectLink.parse(await ask(id, '/connect', 'POST')),
  }
}
