import { emias } from './emias.ts'
import { infoclinica } from './infoclinica.ts'
import { medesk } from './medesk.ts'
import { onecMedicine } from './onec-medicine.ts'
import type { Vendor } from './vendor.ts'

const vendors: readonly Vendor[] = [medesk, onecMedicine, infoclinica, emias]

export const vendorNames: readonly string[] = vendors.map(({ name }) => name)

/** Throws where there is none: a command has checked the name before. */
export function vendorOf(name: string): Vendor {
  const vendor = vendors.find((one) => one.name === name)
  if (vendor === undefined) throw new Error(`There is no vendor ${name}`)
  return vendor
}
