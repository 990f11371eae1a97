// Light, dark, or as the system has it.
const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

function stored(): Theme {
  try {
    const name = localStorage.getItem('lifeguard-theme');
    return themes.find((theme) => theme === name) ?? 'system';
  } catch {
    return 'system'; // a page from disk may have no storage
  }
}

let theme = stored();

function apply(): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function currentTheme(): Theme {
  apply();
  return theme;
}

export function nextTheme(): Theme {
  theme = themes[(themes.indexOf(theme) + 1) % themes.length];
  try {
    localStorage.setItem('lifeguard-theme', theme);
  } catch {
    // then it is the theme of this view only
  }
  apply();
  return theme;
}
