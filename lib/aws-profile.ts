/**
 * Takes `--profile NAME` out of a command line, as the CDK and the AWS CLI have it, and has every AWS client that this
 * process makes from now on use that profile. One without a name stays, for the reader of options to refuse.
 */
export const takeProfile = (argv: readonly string[]): string[] => {
  const rest: string[] = [];
  for (let i = 0; i < argv.length; i += 1) {
    const argument = argv[i] ?? '';
    const [, attached] = /^--profile=(.+)$/s.exec(argument) ?? [];
    const next = argv[i + 1];
    const apart = argument === '--profile' && next?.startsWith('-') === false ? next : undefined;
    const profile = attached ?? apart;
    if (profile === undefined) rest.push(argument);
    else process.env['AWS_PROFILE'] = profile;
    if (apart !== undefined) i += 1;
  }
  return rest;
};
