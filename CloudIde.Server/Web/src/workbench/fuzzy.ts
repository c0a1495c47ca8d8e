/** How well `path` matches what was typed; null when it does not. Higher is better. */
export function scoreMatch(query: string, path: string): number | null {
  const wanted = query.toLowerCase().replaceAll(' ', '');
  const text = path.toLowerCase();
  const name = text.lastIndexOf('/') + 1;
  let score = 0;
  let at = -1;
  for (const letter of wanted) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) {
      return null;
    }
    // Letters in a row, at the start of a word and in the name itself count more.
    if (next === at + 1) {
      score += 4;
    }
    if (next === 0 || '/._- '.includes(text[next - 1]!)) {
      score += 3;
    }
    if (next >= name) {
      score += 2;
    }
    at = next;
  }
  if (text.slice(name).startsWith(wanted)) {
    score += 20;
  } else if (text.slice(name).includes(wanted)) {
    score += 10;
  }
  return score - path.length / 100;
}

/** The best matches, best first. */
export function findMatches(query: string, paths: Iterable<string>, limit = 50): string[] {
  const scored: [string, number][] = [];
  for (const path of paths) {
    const score = scoreMatch(query, path);
    if (score !== null) {
      scored.push([path, score]);
    }
  }
  return scored.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, limit).map(([path]) => path);
}
