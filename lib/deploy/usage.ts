import type { CommandName } from './arguments.ts';

const common = `  --stage X        must be the stage of app.yaml, or of the file that APP_YAML names; that stage when left out, but by destroy
  --yes            does not ask; on stage prod its name has to be typed all the same
  --confirm X      the name that would be typed, where nobody can type
  All other options go to the CDK, such as --profile NAME. Account and region are those of the profile, or of AWS_REGION.`;

/** What `--help` prints. */
export const usages: Readonly<Record<CommandName, string>> = {
  bootstrap: `Prepares an account and region for deployments, once.

  npm run bootstrap -- --stage dev

${common}`,
  deploy: `Checks, bundles and deploys a stage, after it showed where to and asked.

  npm run deploy -- --stage dev
  npm run deploy -- --stage prod --confirm prod      where nobody can be asked

${common}
  -c ephemeral=true                   a stage whose data go with it; never prod, and never a stage that stands without it
  --require-approval broadening       has the CDK ask before permissions grow, stack by stack`,
  destroy: `Takes a stage down and keeps its data: tables, bucket and secrets stay in their stack, and the next deployment goes on with them.

  npm run destroy -- --stage dev
  npm run destroy -- --stage dev --delete-data

${common}
  --delete-data    deletes tables, attachments and secrets, too, after the name of the stage was typed`,
};
