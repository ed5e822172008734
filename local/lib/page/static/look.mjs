// The dark and the light look: that of the system until the user chooses one. All pages of this address share the choice.

const KEY = 'look';

export const look = {
  get current() {
    return localStorage.getItem(KEY) ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  },

  toggle() {
    localStorage.setItem(KEY, this.current === 'dark' ? 'light' : 'dark');
    this.apply();
  },

  apply() {
    const chosen = localStorage.getItem(KEY);
    if (chosen) document.documentElement.dataset.look = chosen;
  },
};
