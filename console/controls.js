import { advanceClock, reset, sendEmail, setFault } from './api.js';
import { byId, el, notify, setText, withButton } from './dom.js';
import { hashOf } from './route.js';
import { clock, clockParts, lengthOf } from './words.js';

/** Recipients whose behaviour the fake knows by name. */
const picks = [
  ['ada', 'is delivered'],
  ['bounce', 'bounces for good'],
  ['softbounce', 'busy for 10 min'],
  ['open', 'opens after 2 min'],
  ['click', 'clicks after 2 min'],
  ['complain', 'calls it spam'],
];

const faults = {
  400: 'refuses: bad request',
  401: 'refuses the key',
  404: 'does not know the domain',
  413: 'refuses: too large',
  420: 'limits the account',
  429: 'asks to slow down',
  500: 'breaks',
  503: 'is not available',
  reset_before: 'hangs up, mail not taken',
  reset_after: 'hangs up, mail taken',
  timeout_before: 'stays silent, mail not taken',
  timeout_after: 'stays silent, mail taken',
};

export const showClock = (now) => {
  clock.now = Date.parse(now);
  clockParts(clock.now).forEach((part, i) => setText(byId('now').children[i], part));
  byId('now').dateTime = now;
  byId('now').title = now;
  const ahead = clock.now - Date.now();
  byId('ahead').hidden = ahead < 30_000;
  setText(byId('ahead'), `${lengthOf(Math.max(0, ahead))} ahead`);
};

/** Wires the top bar; `changed` is called when the service may have something new to show. */
export const startControls = ({ changed, wiped }) => {
  startClock(changed);
  startReset(wiped);
  startFaults();
  startSending(changed);
};

const startClock = (changed) => {
  for (const button of document.querySelectorAll('[data-advance]')) {
    button.addEventListener('click', () =>
      withButton(button, async () => {
        const { now } = await advanceClock(button.dataset.advance);
        showClock(now);
        await changed();
      }),
    );
  }
};

const startReset = (wiped) => {
  const dialog = byId('reset-dialog');
  byId('reset-button').addEventListener('click', () => {
    dialog.returnValue = '';
    dialog.showModal();
  });
  dialog.addEventListener('close', () => {
    if (dialog.returnValue !== 'reset') return;
    void withButton(byId('reset-button'), async () => {
      await reset();
      showFault('none');
      notify('The service is as new.');
      await wiped();
    });
  });
};

const startFaults = () => {
  const form = byId('fault-menu');
  form.elements.fault.append(
    ...Object.entries(faults).map(([fault, words]) => el('option', { value: fault }, `${fault} · ${words}`)),
  );
  form.elements.fault.value = '503';
  const set = (fault) =>
    inForm(form, async () => {
      await setFault(fault);
      showFault(fault.fault);
      form.hidePopover();
      notify(
        fault.fault === 'none' ? 'Mailgun is well again.' : `From now on Mailgun ${faults[fault.fault]}.`,
      );
    });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void set(faultIn(new FormData(form)));
  });
  byId('fault-clear').addEventListener('click', () => void set({ fault: 'none' }));
  showFault(sessionStorage.getItem('console.fault') ?? 'none');
};

const faultIn = (data) => ({
  fault: data.get('fault'),
  share: Number(data.get('share')) / 100,
  ...(data.get('count') && { count: Number(data.get('count')) }),
  ...(data.get('retryAfter') && { retryAfter: Number(data.get('retryAfter')) }),
});

/** The service does not tell which fault it has, so the one set here is remembered. */
const showFault = (fault) => {
  sessionStorage.setItem('console.fault', fault);
  byId('fault-button').classList.toggle('on', fault !== 'none');
  setText(byId('fault-label'), fault === 'none' ? 'Fault' : `Fault ${fault}`);
};

const startSending = (changed) => {
  const dialog = byId('send-dialog');
  const form = byId('send-form');
  byId('picks').append(...picks.map(([name, words]) => pick(form, name, words)));
  showPick(form);
  form.elements['/to/email'].addEventListener('input', () => showPick(form));
  byId('send-button').addEventListener('click', () => dialog.showModal());
  byId('send-cancel').addEventListener('click', () => dialog.close());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void inForm(form, async () => {
      const { id, status } = await sendEmail(testMail(new FormData(form)));
      dialog.close();
      notify(
        el(
          'span',
          {},
          `Accepted as ${status}. `,
          el('a', { href: hashOf({ view: 'sends', id }) }, 'See its timeline'),
        ),
      );
      await changed();
    });
  });
};

const pick = (form, name, words) =>
  el(
    'button',
    {
      type: 'button',
      'data-to': `${name}@example.com`,
      click: () => {
        form.elements['/to/email'].value = `${name}@example.com`;
        showPick(form);
      },
    },
    el('strong', {}, name),
    el('small', {}, words),
  );

const showPick = (form) => {
  for (const button of byId('picks').children)
    button.setAttribute('aria-pressed', String(button.dataset.to === form.elements['/to/email'].value));
};

const testMail = (fields) => {
  const data = {};
  for (const name of ['title', 'body', 'actionLabel', 'actionUrl']) {
    const value = fields.get(`/data/${name}`).trim();
    if (value) data[name] = value;
  }
  return { to: { email: fields.get('/to/email').trim() }, template: 'system_notification', data };
};

/** Runs what a form asks for; what the service finds wrong is written at the field it names. */
const inForm = async (form, action) => {
  const general = form.querySelector('.error');
  general.hidden = true;
  for (const note of form.querySelectorAll('.field-error')) note.remove();
  for (const field of form.elements) field.removeAttribute('aria-invalid');
  const button = form.querySelector('[type=submit]');
  button.disabled = true;
  try {
    await action();
  } catch (error) {
    const faults = error.errors ?? [];
    const unplaced = faults.filter((fault) => !placeFault(form, fault));
    general.textContent =
      unplaced.length > 0
        ? unplaced.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('\n')
        : error.message;
    general.hidden = faults.length > 0 && unplaced.length === 0;
    form.querySelector('[aria-invalid]')?.focus();
  } finally {
    button.disabled = false;
  }
};

const placeFault = (form, { pointer, detail }) => {
  const field = form.elements[pointer];
  if (!field) return false;
  const id = `error-${pointer}`;
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', id);
  field.after(el('small', { id, class: 'field-error' }, detail));
  return true;
};
