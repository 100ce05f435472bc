export { type EsiaMock, esiaMock } from './esia-mock.ts'
export type { EsiaCertificate, EsiaClient, EsiaMockOptions, EsiaTokenFault } from './options.ts'
export {
  type EsiaAddress,
  type EsiaContact,
  type EsiaDocument,
  type EsiaPerson,
  type EsiaPersonOptions,
  esiaChild,
  esiaPerson,
} from './person.ts'
export { type SignInChoice, signIn } from './sign-in.ts'
