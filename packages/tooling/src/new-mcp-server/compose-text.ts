/** docker-compose.yml: one container, one network to each that it talks to. */
import { addBeside, removeNamed, type Rename } from './beside.ts'
import { type NewServer, NewServerError, SINGLE, SOURCE } from './new-server.ts'

/** Whom only servers of linked accounts talk to. */
const OF_LINKED_ACCOUNTS = /token-vault|mock-saas/
const ROUTES_OF_LINKED_ACCOUNTS = /,?\b44(?:20=token-vault:4420|92=mock-saas:4492)/g
const ROUTE_TO_IDENTITY = '4490=mock-idp:4490'
const SUBNET = /(?<=\$\{NETWORK:-[\d.]+\}\.)(\d+)(?=\.0\/24)/

/** @throws NewServerError when the text has moved */
export function addToCompose(text: string, { name, port }: NewServer): string {
  const rename: Rename = { from: SINGLE, to: name, also: [[/\b4413\b/g, String(port)]] }
  const withService = addBeside(text, rename, {
    except: (found) => OF_LINKED_ACCOUNTS.test(found) && !found.trim().startsWith(`${SINGLE}:`),
    rewrite: (block) => (block.includes('<<: *service') ? onBehalfOfService(block, name) : block),
  })
  // The network to the resource, wherever the source's own is named but in the source's own container.
  const [start, end] = blockOf(withService, SOURCE)
  const withResource = addBeside(
    withService,
    { from: `${SOURCE}-mock-graph`, to: `${name}-mock-graph` },
    { except: (_, line) => line >= start && line < end },
  )
  return numberedSubnets(withResource, name)
}

/** The container of a server of linked accounts, with the resource in the place of the vault and the providers. */
function onBehalfOfService(block: string, name: string): string {
  const lines = block.split('\n').filter((line) => !OF_LINKED_ACCOUNTS.test(line) || line.includes('4490='))
  const identity = lines.indexOf(`      - ${name}-identity`)
  const service = lines.join('\n').replaceAll(ROUTES_OF_LINKED_ACCOUNTS, '')
  if (identity === -1 || !service.includes(ROUTE_TO_IDENTITY) || OF_LINKED_ACCOUNTS.test(service)) {
    throw new NewServerError(`the container of ${SINGLE} is not as this command knows it`)
  }
  return service
    .replace(`      - ${name}-identity`, `      - ${name}-identity\n      - ${name}-mock-graph`)
    .replace(ROUTE_TO_IDENTITY, `${ROUTE_TO_IDENTITY},4491=mock-graph:4491`)
}

/** First and behind-last line of a service. */
function blockOf(text: string, service: string): [number, number] {
  const lines = text.split('\n')
  const start = lines.indexOf(`  ${service}:`)
  if (start === -1) throw new NewServerError(`${service} is no container any more`)
  const length = lines.slice(start + 1).findIndex((line) => /^ {0,2}[^\s#]/.test(line))
  return [start, length === -1 ? lines.length : start + 1 + length]
}

/** A copied network has its model's range: the next ones that nobody has. */
function numberedSubnets(text: string, name: string): string {
  const used = new Set([...text.matchAll(new RegExp(SUBNET, 'g'))].map(([number]) => Number(number)))
  let isOurs = false
  const next = (): string => {
    let number = 1
    while (used.has(number)) number += 1
    if (number > 254) throw new NewServerError('no range is left for another network')
    used.add(number)
    return String(number)
  }
  return text
    .split('\n')
    .map((line) => {
      // The range may stand on the line behind the name.
      if (/^ {2}[\w-]+:/.test(line)) isOurs = line.split(':')[0]!.includes(name)
      return isOurs ? line.replace(SUBNET, next) : line
    })
    .join('\n')
}

export const removeFromCompose = removeNamed
