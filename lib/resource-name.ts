/** Names carry the stage, so that several stages share an account. */
export const resourceName = ({ stage }: { stage: string }, name: string): string =>
  `outbound-email-${stage}-${name}`;
