import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { mockClient } from 'aws-sdk-client-mock';

/** Makes a client of EventBridge Scheduler keep its schedules here: their times by name. */
export const keepSchedules = (client: SchedulerClient): Map<string, string> => {
  const schedules = new Map<string, string>();
  const known = (name = ''): string => {
    if (schedules.has(name)) return name;
    throw new ResourceNotFoundException({ message: 'none', Message: 'none', $metadata: {} });
  };
  mockClient(client)
    .on(CreateScheduleCommand)
    .callsFake(async ({ Name, ScheduleExpression }: Named) => {
      await Promise.resolve();
      if (schedules.has(Name)) {
        throw new ConflictException({ message: 'exists', Message: 'exists', $metadata: {} });
      }
      schedules.set(Name, ScheduleExpression);
      return {};
    })
    .on(UpdateScheduleCommand)
    .callsFake(async ({ Name, ScheduleExpression }: Named) => {
      await Promise.resolve();
      schedules.set(known(Name), ScheduleExpression);
      return {};
    })
    .on(DeleteScheduleCommand)
    .callsFake(async ({ Name }: Named) => {
      await Promise.resolve();
      schedules.delete(known(Name));
      return {};
    });
  return schedules;
};

interface Named {
  Name: string;
  ScheduleExpression: string;
}
