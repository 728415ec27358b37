import type { Registrations } from '@chain-of-trust/service-kit/registrations'
import { contextRequest, POLICIES, policyBody } from '../conditional-access.ts'
import { Code, type Attributes, type Value } from '../code.ts'
import { applicationsOf, isConfidential } from '../tenant.ts'
import { applicationBlocks } from './application-blocks.ts'
import { reference, symbol } from './names.ts'
import { printHcl, type Block } from './print-hcl.ts'

/** Arguments of azuread: by the source of 3.9.0. Those of msgraph 0.2: by its documentation; neither was ever run. */
const PROVIDERS = {
  azuread: { source: 'hashicorp/azuread', version: '~> 3.9' },
  msgraph: { source: 'microsoft/msgraph', version: '~> 0.2' },
}
const HEAD = '# Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.\n\n'

/** The files of `infra/entra/terraform/`, by name. */
export function terraformFiles(registrations: Registrations): Map<string, string> {
  const applications = applicationsOf(registrations)
  const files: [string, Block[]][] = [
    ['providers.tf', providers()],
    ['variables.tf', variables(registrations)],
    ...applications.map((application): [string, Block[]] => [
      `${application.name}.tf`,
      applicationBlocks(application),
    ]),
    ['conditional-access.tf', conditionalAccess(registrations)],
    ['outputs.tf', outputs(registrations)],
  ]
  return new Map(files.map(([name, blocks]) => [name, HEAD + printHcl(blocks)]))
}

function providers(): Block[] {
  return [
    {
      type: 'terraform',
      labels: [],
      attributes: { required_version: '>= 1.5' },
      blocks: [{ type: 'required_providers', labels: [], attributes: PROVIDERS }],
    },
    { type: 'data', labels: ['azuread_client_config', 'current'] },
  ]
}

function variables(registrations: Registrations): Block[] {
  const applications = applicationsOf(registrations)
  const served = applications.filter(({ url }) => url !== undefined).map(({ name }) => name)
  const clients = applications.filter(isConfidential).map(({ name }) => name)
  const object = (names: readonly string[], type: string) =>
    new Code(`object({\n${names.map((name) => `    ${name} = ${type}`).join('\n')}\n  })`)
  return [
    variable(
      'origins',
      'Where each service is: https://host, without a path. Its App ID URI begins with it.',
      {
        type: alignedObject(served, 'string'),
        validation: [
          'alltrue([for origin in values(var.origins) : can(regex("^https://[^/]+$", origin))])',
          'Each origin must be https://host, without a path and without a slash at its end.',
        ],
      },
    ),
    variable(
      'certificates',
      'Public certificate (PEM) of each confidential client, and its end (RFC 3339).',
      {
        type: alignedObject(clients, 'object({ pem = string, end_date = string })'),
      },
    ),
    variable(
      'workload_identity',
      'Issuer of the cluster’s service account tokens, and the namespace; null: none.',
      {
        type: new Code('object({ issuer = string, namespace = string })'),
        default: new Code('null'),
      },
    ),
    variable(
      'consent_for_everyone',
      'Consent for all people to what their own programs ask; else each is asked.',
      {
        type: new Code('bool'),
        default: false,
      },
    ),
    variable('emergency_group', 'Object id of the group whose members no policy may lock out.', {
      type: new Code('string'),
    }),
    variable(
      'policy_state',
      'State of the Conditional Access policies. First look at what they would have done.',
      {
        type: new Code('string'),
        default: 'enabledForReportingButNotEnforced',
      },
    ),
  ]

  function alignedObject(names: readonly string[], type: string): Code {
    const width = Math.max(...names.map((name) => name.length))
    return object(
      names.map((name) => name.padEnd(width)),
      type,
    )
  }
}

function variable(
  name: string,
  description: string,
  {
    validation,
    type,
    ...rest
  }: { type: Value; default?: Value; validation?: [condition: string, message: string] },
): Block {
  return {
    type: 'variable',
    labels: [name],
    attributes: { description, type, ...rest },
    ...(validation && {
      blocks: [
        {
          type: 'validation',
          labels: [],
          attributes: { condition: new Code(validation[0]), error_message: validation[1] },
        },
      ],
    }),
  }
}

/** azuread has neither contexts nor policies that name one: both are calls of Microsoft Graph, by its own provider. */
function conditionalAccess({ authenticationContexts }: Registrations): Block[] {
  return Object.values(authenticationContexts).flatMap((context) => {
    const { url, body } = contextRequest(context)
    return [
      graphResource('msgraph_update_resource', context.id, url.slice(1), body),
      graphResource(
        'msgraph_resource',
        symbol('require_mfa', context.id),
        POLICIES.slice(1),
        {
          ...policyBody(context, {
            state: new Code('var.policy_state'),
            emergencyGroup: new Code('var.emergency_group'),
          }),
        },
        [new Code(`msgraph_update_resource.${context.id}`)],
      ),
    ]
  })
}

function graphResource(
  type: string,
  name: string,
  url: string,
  body: Attributes,
  after?: readonly Code[],
): Block {
  return {
    type: 'resource',
    labels: [type, name],
    attributes: { url, api_version: 'v1.0', body, ...(after && { depends_on: after }) },
  }
}

function outputs(registrations: Registrations): Block[] {
  const applications = applicationsOf(registrations).map(({ name, url }): [string, Value] => [
    name,
    { appId: reference.appId(name), ...(url !== undefined && { url: reference.origin(name) }) },
  ])
  return [
    {
      type: 'output',
      labels: ['registrations'],
      attributes: {
        description: 'What `npm run entra -- adopt` writes into the registrations of a deployment.',
        value: {
          tenantId: new Code('data.azuread_client_config.current.tenant_id'),
          applications: Object.fromEntries(applications),
        },
      },
    },
  ]
}
