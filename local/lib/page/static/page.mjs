// The page: draws the model, and draws it again after each change. Preact keeps the elements that stay, and with them the
// focus, the selection and the scroll position.

import { look } from './look.mjs';
import { model, subscribe, update } from './model.mjs';
import { startPolling } from './polling.mjs';
import { h, render } from './preact.mjs';
import { parseRoute } from './route.mjs';
import { hideSecrets } from './secrets.mjs';
import { Frame } from './views/frame.mjs';

look.apply();
const root = document.getElementById('page');
subscribe(() => render(h(Frame, { ...model }), root));

const follow = () => {
  hideSecrets();
  update({ route: parseRoute(location.hash) });
};
addEventListener('hashchange', follow);
addEventListener('pagehide', hideSecrets);
follow();
startPolling();
