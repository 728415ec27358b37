import { serve } from '@chain-of-trust/service-kit'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { forwardSignInLogs } from './sign-in-logs.ts'

await serve('mock-idp', async () => {
  const config = readConfig()
  const app = await buildApp(config)
  return { app, config, audit: app.identityProvider.audit, forwarding: await forwardSignInLogs(config) }
})
