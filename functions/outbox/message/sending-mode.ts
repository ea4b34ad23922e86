import { checkAddress, recipientKey } from '../../platform/address.ts';
import type { Config, SendingMode } from '../../platform/config.ts';

/** An address of app.yaml as it is compared with those of requests. */
export const normalised = (address: string): string => {
  const checked = checkAddress(address);
  return recipientKey(checked.ok ? checked.email : address);
};

/** Whether `sending.mode` lets mail go to an address; in `redirect` mode all mail goes, to the one mailbox. */
export const isAddressAllowed = (email: string, mode: SendingMode, config: Config): boolean => {
  if (mode !== 'allowlist') return true;
  const { allowlist, test_recipients } = config.email.sending;
  const domain = email.slice(email.lastIndexOf('@') + 1);
  return [...allowlist, ...test_recipients].some((entry) =>
    entry.includes('@') ? normalised(entry) === recipientKey(email) : entry === domain,
  );
};
