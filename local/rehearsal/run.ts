import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { makeProcesses, type Processes } from '../python/processes.ts';
import { NOT_POSSIBLE_HERE, prepareVenv, PythonUnavailable } from '../python/venv.ts';
import { prepareCdk } from './cdk.ts';
import { deploySteps, useSteps } from './deploy-steps.ts';
import { RehearsalError } from './faults.ts';
import { keepStage, SHELL_FILE } from './kept-stage.ts';
import { type Ministack, startMinistack } from './ministack.ts';
import { openPostOffice } from './post-office.ts';
import { makeReport, type Report, StepFailed } from './report.ts';

/** Under the folder for what a machine keeps; the emulator's Python stays here between rehearsals. */
const HOME = path.join('.local', 'rehearsal');

const REQUIREMENTS = path.join(import.meta.dirname, 'requirements.txt');

/** Deploys the app into the emulator, uses it or leaves it to somebody, takes it down; answers the exit code. */
export const rehearse = async (
  { keeps }: { keeps: boolean },
  print: (line: string) => void,
): Promise<number> => {
  mkdirSync(HOME, { recursive: true });
  removeAbandoned();
  if (keeps && existsSync(path.join(HOME, SHELL_FILE))) {
    print('A stage is kept up from this folder already: end it, or clone the project into another folder.');
    return 1;
  }
  const folder = mkdtempSync(path.resolve(HOME, `run-${process.pid}-`));
  const processes = makeProcesses();
  // A stage that is kept has no other end.
  const interruption = { begun: false, ends: false };
  const say = (line: string): void => {
    // What fails from then on, fails because of it.
    if (!interruption.begun) print(line);
  };
  const clean = async (): Promise<void> => {
    await processes.stopAll();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const interrupt = (): void => {
    if (interruption.begun) return;
    say(interruption.ends ? 'The stage is taken down.' : 'Interrupted: everything is taken down.');
    interruption.begun = true;
    void clean().finally(() => process.exit(interruption.ends ? 0 : 130));
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);

  const report = makeReport(say);
  try {
    const onKept = (): void => {
      interruption.ends = true;
    };
    await allSteps({ processes, folder, keeps, onKept, print: say }, report);
  } catch (error) {
    // The interruption itself ends the process.
    if (interruption.begun) return await new Promise<never>(() => undefined);
    if (error instanceof RehearsalError || error instanceof PythonUnavailable) {
      print(error.message);
      return NOT_POSSIBLE_HERE;
    }
    if (!(error instanceof StepFailed)) report.fail('the rehearsal itself', error);
  } finally {
    if (!interruption.begun) await clean();
  }
  report.print();
  return report.hasFailed() ? 1 : 0;
};

interface Setting {
  processes: Processes;
  folder: string;
  keeps: boolean;
  /** Once the stage is up and somebody's. */
  onKept: () => void;
  print: (line: string) => void;
}

const allSteps = async (setting: Setting, report: Report): Promise<void> => {
  const { processes, folder, print } = setting;
  const python = await prepareVenv(processes, { folder: path.resolve(HOME), requirementsFile: REQUIREMENTS });
  const ministack = await startMinistack(processes, python, folder);
  await report.step('MiniStack', () => {
    const since = python.isFresh ? 'installed anew' : 'installed before';
    return `${python.mainPackage} (${since}) is up at ${ministack.url}, with TLS and with IAM enforced`;
  });
  const office = await openPostOffice();
  try {
    const cdk = prepareCdk(processes, ministack, { folder, mailgunUrl: office.url });
    const parts = { processes, ministack, office, cdk };
    const up = await deploySteps(parts, report);
    if (setting.keeps) {
      setting.onKept();
      await keepStage(up, { home: HOME, folder }, print);
    } else await useSteps(parts, up, report);
  } catch (error) {
    tellWhatEmulatorSaw(ministack, print);
    throw error;
  } finally {
    await office.stop();
  }
};

/** The causes of a failed step are mostly in functions, whose faults a caller only sees from outside. */
const tellWhatEmulatorSaw = (ministack: Ministack, print: (line: string) => void): void => {
  const faults = ministack
    .observed()
    .filter((seen) => !('ran' in seen) || seen.failure !== null)
    .slice(-10)
    .map((seen) => JSON.stringify(seen));
  const lines = [...ministack.complaints(), ...faults];
  if (lines.length > 0) print(`\nWhat the emulator saw go wrong:\n${lines.join('\n')}`);
};

/** Only a rehearsal that was killed outright leaves its folder, whose name tells whose it was, and what leads to a kept stage. */
const removeAbandoned = (): void => {
  const runs = readdirSync(HOME).flatMap((name) => {
    const pid = /^run-(\d+)-/.exec(name)?.[1];
    return pid === undefined ? [] : [{ name, isAlive: isAlive(Number(pid)) }];
  });
  for (const { name } of runs.filter((run) => !run.isAlive))
    rmSync(path.join(HOME, name), { recursive: true, force: true });
  if (!runs.some((run) => run.isAlive)) rmSync(path.join(HOME, SHELL_FILE), { force: true });
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};
