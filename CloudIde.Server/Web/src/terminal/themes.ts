import type { ITheme } from '@xterm/xterm';

// The same hues in both, each dark or light enough to be read on its ground.
const light: ITheme = {
  background: '#fcfcfb', foreground: '#24292b', cursor: '#0d6e69', cursorAccent: '#fcfcfb', selectionBackground: '#bfe3df',
  black: '#24292b', red: '#b3261e', green: '#2a7436', yellow: '#8a5a00', blue: '#2257b0', magenta: '#8a3d99', cyan: '#0b7069', white: '#6b7375',
  brightBlack: '#7c8587', brightRed: '#d0372d', brightGreen: '#3a8a46', brightYellow: '#a06b00', brightBlue: '#3470d6', brightMagenta: '#a44fb4', brightCyan: '#128a81', brightWhite: '#4a5254',
};

const dark: ITheme = {
  background: '#0f1416', foreground: '#d7dedd', cursor: '#5fd3c6', cursorAccent: '#0f1416', selectionBackground: '#27504d',
  black: '#3a4447', red: '#f28779', green: '#8fce7d', yellow: '#e6c073', blue: '#7fb4f0', magenta: '#d29be0', cyan: '#6fd2c8', white: '#d7dedd',
  brightBlack: '#76858a', brightRed: '#ff9f93', brightGreen: '#a9e297', brightYellow: '#f4d48f', brightBlue: '#9cc8fb', brightMagenta: '#e3b5ef', brightCyan: '#92e8de', brightWhite: '#f4f8f7',
};

export function terminalTheme(isDark: boolean): ITheme {
  return isDark ? dark : light;
}
