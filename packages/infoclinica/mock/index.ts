export { type InfoclinicaMock, infoclinicaMock } from './infoclinica-mock.ts'
export type {
  AckVariants,
  BearerAuth,
  CertificateAuth,
  Check,
  InfoclinicaMockOptions,
  InfoclinicaWorld,
  LoginAuth,
  PortalUser,
  QuestionOfRule,
  TokenAuth,
} from './options.ts'
