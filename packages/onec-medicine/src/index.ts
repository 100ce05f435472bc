export { createOneCMedicine } from './create-onec-medicine.ts'
export type { OneCMedicineOptions } from './options.ts'
