/** Where one set of Azure exports lies. */
import type { AzureConfig } from '../../config/schema-bills-azure.js'
import type { Patience } from '../../http.js'

/** An entry of `bills.azure`. */
export type AzureSettings = AzureConfig & { readonly patience?: Patience }
