/** What an archive's own frame says of it. `unknown`: the format has none that could. */
export type Frame = 'whole' | 'cut' | 'split' | 'encrypted' | 'unknown';
