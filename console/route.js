const views = ['inbox', 'sends', 'templates'];

/**
 * Where the reader is, kept in the address so that a reload stays:
 * #/inbox/8/headers?q=ada, #/sends/msg_1?q=ada&status=failed or #/templates/generic_message/variables
 */
export const readRoute = () => {
  const [path, query] = location.hash.slice(1).split('?');
  const [, view, id, tab] = path.split('/');
  const params = new URLSearchParams(query);
  return {
    view: views.includes(view) ? view : 'inbox',
    id: id || undefined,
    tab: tab || 'rendered',
    q: params.get('q') ?? '',
    status: params.get('status') ?? '',
  };
};

export const hashOf = ({ view, id, tab, q, status }) => {
  const path = [view, id, id && view !== 'sends' && tab !== 'rendered' && tab].filter(Boolean).join('/');
  const query = new URLSearchParams({
    ...(q && { q }),
    ...(view === 'sends' && status && { status }),
  }).toString();
  return `#/${path}${query && '?'}${query}`;
};

/** Goes elsewhere; `replace` leaves no trace in the history. */
export const go = (change, { replace = false } = {}) => {
  const hash = hashOf({ ...readRoute(), ...change });
  if (!replace) location.hash = hash;
  else {
    history.replaceState(null, '', hash);
    dispatchEvent(new HashChangeEvent('hashchange'));
  }
};

/** For links that go on in this page and keep tab and filter; other clicks are the browser's. */
export const follow = (change) => (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go(change);
};
