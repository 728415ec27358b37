import type { Registrations } from '@chain-of-trust/service-kit/registrations'
import { bicepFiles } from './bicep/bicep-files.ts'
import { conditionalAccessRequests } from './conditional-access.ts'
import { terraformFiles } from './terraform/terraform-files.ts'

export const ENTRA_FOLDER = 'infra/entra'

/** Every generated file under `infra/entra/`, by its path there. */
export function entraFiles(registrations: Registrations): Map<string, string> {
  const within = (folder: string, files: Map<string, string>): [string, string][] =>
    [...files].map(([name, text]) => [`${folder}/${name}`, text])
  const requests = conditionalAccessRequests(registrations)
  return new Map([
    ...within('bicep', bicepFiles(registrations)),
    ...within('terraform', terraformFiles(registrations)),
    ['graph/conditional-access.json', json(requests)],
  ])
}

/** As the formatter of this repository wants it: a list of one word on its line. */
function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2).replaceAll(/\[\n\s+("[^"]*")\n\s+\]/g, '[$1]')}\n`
}
