import * as z from 'zod'

/** Where the key-encryption keys are. Part of the service's configuration. */
export const KEK_SETTINGS = {
  KEK_PROVIDER: z.enum(['file', 'azure']).default('file'),
  /** Folder of the key files, apart from the rows that they open. Default: `keys/token-vault-kek` in STATE_DIR. */
  KEK_DIR: z.string().optional(),
  /** Azure Key Vault: `https://<name>.vault.azure.net`. */
  KEK_VAULT_URL: z.url({ protocol: /^https$/ }).optional(),
  /** Name of an RSA key in it; each version is a key-encryption key. */
  KEK_NAME: z
    .string()
    .regex(/^[0-9A-Za-z-]+$/)
    .optional(),
}

const Settings = z.object(KEK_SETTINGS)
export type KekSettings = z.infer<typeof Settings> & { STATE_DIR: string }
