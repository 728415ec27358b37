import * as z from 'zod'
import { AUTHENTICATION_CONTEXTS } from './authentication-contexts.ts'
import { isNamedLocation } from './named-locations.ts'

const Everything = z.literal('all')
const Oids = z.union([Everything, z.array(z.guid())])
const Context = z
  .string()
  .refine((acr) => AUTHENTICATION_CONTEXTS.has(acr), 'is not an authentication context of this tenant')
const Locations = z.union([
  Everything,
  z.literal('allTrusted'),
  z.array(z.string().refine(isNamedLocation, 'is not a named location of this tenant')),
])
/** One challenge was seen from Entra ID under either code; clients must cope with both. */
const wireError = z.enum(['interaction_required', 'invalid_grant']).default('interaction_required')
const Seconds = z.number().int().min(1).max(31_536_000)

export const Risk = z.enum(['none', 'low', 'medium', 'high'])
export type Risk = z.infer<typeof Risk>
export const Device = z.enum(['compliant', 'notCompliant'])
export type Device = z.infer<typeof Device>

/** A Conditional Access policy: whom and what it is about, and what it then demands. All conditions must hold. */
export const Policy = z
  .strictObject({
    id: z.guid(),
    displayName: z.string().min(1).max(200),
    state: z.enum(['enabled', 'disabled']),
    conditions: z.strictObject({
      /** Names of resource applications, as in the registrations. */
      applications: z.union([Everything, z.array(z.string())]),
      /** Object ids. */
      users: z
        .union([Oids, z.strictObject({ include: Oids, exclude: z.array(z.guid()).default([]) })])
        .default('all'),
      /** Only where one of these is asked for. */
      authenticationContexts: z.array(Context).min(1).optional(),
      locations: z.strictObject({ include: Locations, exclude: Locations.default([]) }).optional(),
      device: Device.optional(),
      userRiskLevels: z.array(Risk).min(1).optional(),
      /** Microsoft Graph's `conditionalAccessAuthenticationFlows`, of whose methods there is one here. */
      authenticationFlows: z
        .strictObject({ transferMethods: z.array(z.literal('deviceCodeFlow')).min(1) })
        .optional(),
    }),
    grantControls: z
      .discriminatedUnion('control', [
        z.strictObject({ control: z.literal('block') }),
        z.strictObject({
          control: z.literal('mfa'),
          /** Seconds for which a second factor counts; default: as long as the sign-in. */
          maxAge: Seconds.optional(),
          wireError,
        }),
        z.strictObject({ control: z.literal('compliantDevice'), wireError }),
        z.strictObject({ control: z.literal('authenticationContext'), value: Context, wireError }),
      ])
      .optional(),
    /** `signInFrequency`: seconds after which the person must sign in again. */
    sessionControls: z.strictObject({ signInFrequency: Seconds }).optional(),
  })
  .refine(
    ({ grantControls, sessionControls }) => grantControls !== undefined || sessionControls !== undefined,
    {
      message: 'demands nothing: it needs grantControls or sessionControls',
    },
  )
export type Policy = z.infer<typeof Policy>

export const Policies = z
  .array(Policy)
  .max(100)
  .refine((policies) => new Set(policies.map(({ id }) => id)).size === policies.length, {
    message: 'two policies have the same id',
  })
