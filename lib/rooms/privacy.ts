import { privacyRoutes } from '../../functions/privacy/privacy.routes.ts';
import type { Room } from './room.ts';

/** All that is known of a person, to export or to erase. */
export const privacy = (room: Room, others: readonly Room[]): void => {
  const { uses } = room;
  room.answer(
    {
      handler: 'privacy',
      description: 'Exports and erases what is known of a recipient',
      memoryMb: 1024,
      uses: [uses.attachments('PutObject'), ...others.flatMap(({ personalData }) => personalData)],
    },
    privacyRoutes,
  );
};
