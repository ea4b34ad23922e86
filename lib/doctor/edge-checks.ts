import type { CertificateFacts } from './aws-reader.ts';
import type { Check } from './check.ts';
import { type Answer, hostOf } from './dns.ts';
import { about, fault, notChecked, ok, type Verdict } from './finding.ts';
import { readOutput } from './stack-checks.ts';
import type { World } from './world.ts';

/** RFC 6125 §6.4.3: `*` stands for one label. */
const covers = (name: string, host: string): boolean =>
  hostOf(name) === hostOf(host) ||
  (name.startsWith('*.') && hostOf(host).slice(hostOf(host).indexOf('.') + 1) === hostOf(name.slice(2)));

/** Whether the certificate of the API's own domain serves it. */
export const judgeCertificate = (
  { arn, host, region }: { arn: string; host: string; region: string },
  read: CertificateFacts | undefined,
): Verdict => {
  const own = arn.split(':')[3] ?? '';
  const another = `ask for one in ACM in ${region}, name it in public.certificate_arn, and npm run deploy`;
  if (own !== region) return fault(`it is in ${own}, and the stage in ${region}`, another);
  if (read === undefined) return fault(`ACM in ${region} has no ${arn}`, another);
  if (read.status !== 'ISSUED') {
    return fault(
      `it is ${read.status}`,
      read.status === 'PENDING_VALIDATION'
        ? 'enter the CNAME that Certificate Manager shows for it into the DNS'
        : another,
    );
  }
  return read.names.some((name) => covers(name, host))
    ? ok(`issued for ${read.names.join(', ')}`)
    : fault(`it is for ${read.names.join(', ')}, not for ${host}`, another);
};

export const certificateCheck: Check<World> = {
  name: 'certificate',
  needs: ['app.yaml'],
  look: async ({ config, aws, region }) => {
    const { base_url, certificate_arn: arn } = config().public;
    if (base_url === null || arn === null) {
      return [about('certificate', ok('public.base_url is null: API Gateway’s own is used'))];
    }
    const where = { arn, host: new URL(base_url).hostname, region };
    const isHere = arn.split(':')[3] === region;
    const read = isHere ? await orNone(aws.certificate(arn)) : undefined;
    return [about('certificate', judgeCertificate(where, read))];
  },
};

const orNone = async <T>(reading: Promise<T>): Promise<T | undefined> => {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
};

/** What the DNS says of the public name, and of what it should lead to. */
export interface Pointing {
  host: string;
  target: string;
  cname: Answer;
  /** Addresses: where a name stands at the top of a zone, it has them instead of a CNAME. */
  own: Answer;
  targets: Answer;
}

/** Whether the public name leads to the stage. */
export const judgePointing = ({ host, target, cname, own, targets }: Pointing): Verdict => {
  const record = `enter ${host} CNAME ${target} into the DNS`;
  if (cname.is === 'silent')
    return notChecked(`the DNS says nothing of ${host}: ${cname.why}`, 'try --dns 1.1.1.1');
  if (cname.is === 'found') {
    return cname.values.some((value) => hostOf(value) === hostOf(target))
      ? ok(`${host} leads to ${target}`)
      : fault(`${host} leads to ${cname.values.join(', ')}`, record);
  }
  if (own.is !== 'found') return fault(`${host} is not in the DNS`, record);
  const wanted = targets.is === 'found' ? targets.values : [];
  return own.values.some((address) => wanted.includes(address))
    ? ok(`${host} has the addresses of ${target}`)
    : fault(`${host} leads to ${own.values.join(', ')}, which is not ${target}`, record);
};

export const baseUrlCheck: Check<World> = {
  name: 'base_url',
  needs: ['stacks', 'app.yaml'],
  look: async (world) => {
    const { base_url } = world.config().public;
    if (base_url === null)
      return [about('base_url', ok('public.base_url is null: API Gateway’s own name is used'))];
    const host = new URL(base_url).hostname;
    const target = await readOutput(world, 'edge', 'DomainTarget');
    if (target === undefined) {
      return [
        about(
          'base_url',
          fault(`the deployed stage has no domain, and app.yaml names ${host}`, 'npm run deploy'),
        ),
      ];
    }
    const [cname, own, targets] = [
      await world.dns.cname(host),
      await world.dns.a(host),
      await world.dns.a(target),
    ];
    return [about('base_url', judgePointing({ host, target, cname, own, targets }))];
  },
};
