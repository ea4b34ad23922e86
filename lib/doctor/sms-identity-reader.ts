import {
  DescribePhoneNumbersCommand,
  DescribePoolsCommand,
  DescribeSenderIdsCommand,
  PinpointSMSVoiceV2Client,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';

const notThere = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ResourceNotFoundException';

/** AWS's word of what text messages come from, such as `ACTIVE`; undefined where the account has none of it. */
export const readSmsIdentity = async (identity: string): Promise<string | undefined> => {
  const client = new PinpointSMSVoiceV2Client({});
  try {
    if (/^pool-|:pool\//.test(identity)) {
      const { Pools = [] } = await client.send(new DescribePoolsCommand({ PoolIds: [identity] }));
      return Pools[0]?.Status;
    }
    if (/^phone-|:phone-number\//.test(identity)) {
      const ids = { PhoneNumberIds: [identity] };
      return (await client.send(new DescribePhoneNumbersCommand(ids))).PhoneNumbers?.[0]?.Status;
    }
    if (/^\+?\d+$/.test(identity)) {
      const { PhoneNumbers = [] } = await client.send(new DescribePhoneNumbersCommand({}));
      const digits = (number = ''): string => number.replace('+', '');
      return PhoneNumbers.find(({ PhoneNumber }) => digits(PhoneNumber) === digits(identity))?.Status;
    }
    const { SenderIds = [] } = await client.send(new DescribeSenderIdsCommand({}));
    const found = SenderIds.find(({ SenderId, SenderIdArn }) => [SenderId, SenderIdArn].includes(identity));
    // A sender ID that needs no registration is used at once.
    return found === undefined ? undefined : 'ACTIVE';
  } catch (error) {
    if (notThere(error)) return undefined;
    throw error;
  }
};
